import type { Scope } from '../../../../platform/service/scopes.js';
import type { Language } from './language.js';

/** What people are told a scope means. */
const scopeWords: Readonly<Record<Scope, Readonly<Record<Language, string>>>> = {
  admin: { en: 'do everything you can do', fr: 'faire tout ce que vous pouvez faire' },
  'interventions:read': { en: 'read interventions', fr: 'consulter les interventions' },
  'interventions:write': { en: 'create and change interventions', fr: 'créer et modifier les interventions' },
  'integrations:read': {
    en: 'see what is exchanged with other systems',
    fr: 'voir les échanges avec d’autres systèmes',
  },
  'integrations:write': { en: 'send to other systems', fr: 'envoyer vers d’autres systèmes' },
  'connections:admin': {
    en: 'manage connections and their credentials',
    fr: 'gérer les connexions et leurs identifiants',
  },
  'webhooks:admin': { en: 'manage webhooks', fr: 'gérer les webhooks' },
  'billing:read': { en: 'read quotes, invoices and payments', fr: 'consulter devis, factures et paiements' },
  'billing:write': {
    en: 'create and change quotes, invoices and payments',
    fr: 'créer et modifier devis, factures et paiements',
  },
  'marketing:read': { en: 'read contacts and leads', fr: 'consulter contacts et prospects' },
  'marketing:write': { en: 'create and change contacts and leads', fr: 'créer et modifier contacts et prospects' },
  'keys:admin': { en: 'manage API keys', fr: 'gérer les clés d’API' },
  'users:admin': { en: 'manage users and their roles', fr: 'gérer les utilisateurs et leurs rôles' },
  'oauth:admin': {
    en: 'manage programs that sign people in',
    fr: 'gérer les applications qui connectent des personnes',
  },
  'audit:read': { en: 'read the audit log', fr: 'consulter le journal d’audit' },
  'privacy:admin': {
    en: 'export and erase the data of a person',
    fr: 'exporter et effacer les données d’une personne',
  },
  'partner:read': { en: 'see what is shared with a partner', fr: 'voir ce qui est partagé avec un partenaire' },
  'partner:webhooks': { en: 'manage a partner’s own webhooks', fr: 'gérer les webhooks d’un partenaire' },
};

export const scopeWord = (scope: Scope, language: Language): string => scopeWords[scope][language];
