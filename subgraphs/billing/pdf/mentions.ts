import { frenchDate, frenchMoney } from '../format/french.js';
import type { BillingDocument } from './billing-document.js';
import { depositTime } from './deposit-time.js';

/** The sentences that French law and the terms want on the document, in their order. */
export function mentionsOf(document: BillingDocument): string[] {
  return [...taxMentions(document), ...termMentions(document), ...lawMentions(document)];
}

function taxMentions({ issuer, totals, kind }: BillingDocument): string[] {
  const charged = totals.vatByRate.filter(({ rate }) => rate > 0);
  if (issuer.vatExempt || (issuer.vatNumber === null && charged.length === 0)) {
    return ['TVA non applicable, art. 293 B du CGI.'];
  }
  const reduced = charged.some(({ rate }) => rate === 550 || rate === 1_000);
  if (!reduced || kind === 'CREDIT_NOTE') return [];
  return [
    'TVA à taux réduit (5,5\u00a0% ou 10\u00a0%) : le client atteste que les travaux portent sur des locaux à usage ' +
      'd’habitation achevés depuis plus de deux ans, qu’ils ne concourent pas à la production d’un immeuble neuf et, ' +
      'pour le taux de 5,5\u00a0%, qu’ils sont des travaux de rénovation énergétique éligibles ou leur sont liés ' +
      '(CGI, art. 278-0 bis A et 279-0 bis).',
  ];
}

function termMentions({
  kind,
  deposit,
  dueAt,
  validUntil,
  paymentTermDays,
  issuer,
  currency,
}: BillingDocument): string[] {
  if (kind === 'CREDIT_NOTE') return [];
  if (kind === 'QUOTE') {
    const asked = deposit
      ? `acompte de ${deposit.percentage}\u00a0% ${depositTime(deposit)}, soit ${frenchMoney(deposit.amount, currency)} TTC ; solde`
      : 'paiement';
    return [
      ...(validUntil ? [`Offre valable jusqu’au ${frenchDate(validUntil)}.`] : []),
      `Conditions de règlement : ${asked} à ${paymentTermDays} jours, sur facture.`,
    ];
  }
  const bank = [issuer.iban && `IBAN ${spaced(issuer.iban)}`, issuer.bic && `BIC ${issuer.bic}`].filter(Boolean);
  return [
    dueAt ? `À régler au plus tard le ${frenchDate(dueAt)}. Pas d’escompte pour paiement anticipé.` : '',
    bank.length > 0 ? `Règlement par virement : ${bank.join(' – ')}.` : '',
  ].filter((line) => line !== '');
}

function lawMentions({ kind, recipient, issuer }: BillingDocument): string[] {
  const all: string[] = [];
  if (kind !== 'CREDIT_NOTE' && recipient.kind === 'COMPANY') {
    all.push(
      'En cas de retard de paiement : pénalités au taux de trois fois l’intérêt légal, exigibles sans rappel, et ' +
        'indemnité forfaitaire pour frais de recouvrement de 40\u00a0€ (Code de commerce, art. L441-10 et D441-5).',
    );
  }
  if (kind === 'QUOTE' && recipient.kind === 'PERSON') {
    all.push(
      'Droit de rétractation : si le contrat est conclu hors établissement, le client peut se rétracter pendant 14 jours ' +
        'à compter de la signature, sans motif, au moyen du formulaire type ou de toute déclaration dénuée d’ambiguïté ' +
        '(Code de la consommation, art. L221-18 et suivants). Aucun paiement n’est exigé avant la fin d’un délai de ' +
        '7 jours (art. L221-10).',
    );
  }
  if (issuer.insurance) all.push(`Assurance professionnelle : ${issuer.insurance}`);
  return all;
}

const spaced = (iban: string): string => iban.replaceAll(/(.{4})(?=.)/g, '$1 ');
