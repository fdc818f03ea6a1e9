import { Migration } from '@mikro-orm/migrations';
import { sealedColumn } from '../../../platform/secrets/sealed-column.js';

/** From here on each secret says under which of its organization's data keys it is, and holds on to that key. */
export class HoldDataKeys extends Migration {
  override up(): void {
    for (const column of [
      { table: 'integrations.connections', column: 'credentials' },
      { table: 'integrations.access_tokens', column: 'token' },
      { table: 'integrations.webhooks', column: 'secret' },
      { table: 'integrations.webhooks', column: 'previous_secret' },
    ]) {
      for (const statement of sealedColumn(column)) this.addSql(statement);
    }
  }
}
