import { Migration } from '@mikro-orm/migrations';

/** Whether a company's deposits and rests are invoiced by themselves. */
export class InvoiceSignedQuotes extends Migration {
  override up(): void {
    this.addSql('alter table billing.companies add column automatic_invoicing boolean not null default true');
  }
}
