/** A field that contacts have; ids count from 1. */
export interface ContactField {
  readonly id: number;
  readonly label: string;
  readonly alias: string;
  readonly type: string;
  readonly group: 'core' | 'social';
}

/** The fields of a fresh installation, in their order. */
const core = [
  ['title', 'Title', 'lookup'],
  ['firstname', 'First Name', 'text'],
  ['lastname', 'Last Name', 'text'],
  ['company', 'Company', 'text'],
  ['position', 'Position', 'text'],
  ['email', 'Email', 'email'],
  ['mobile', 'Mobile', 'tel'],
  ['phone', 'Phone', 'tel'],
  ['fax', 'Fax', 'tel'],
  ['address1', 'Address Line 1', 'text'],
  ['address2', 'Address Line 2', 'text'],
  ['city', 'City', 'text'],
  ['state', 'State', 'region'],
  ['zipcode', 'Zip Code', 'text'],
  ['country', 'Country', 'country'],
  ['preferred_locale', 'Preferred Locale', 'locale'],
  ['attribution_date', 'Attribution Date', 'datetime'],
  ['attribution', 'Attribution', 'number'],
  ['website', 'Website', 'url'],
] as const;

const social = ['facebook', 'foursquare', 'googleplus', 'instagram', 'linkedin', 'skype', 'twitter'];

/** The fields of an installation with these text fields of its own. */
export function contactFields(custom: readonly string[]): ContactField[] {
  const own = custom.map((alias) => [alias, alias, 'text'] as const);
  const all = [
    ...core.map(([alias, label, type]) => ({ alias, label, type, group: 'core' as const })),
    ...social.map((alias) => ({
      alias,
      label: `${alias.slice(0, 1).toUpperCase()}${alias.slice(1)}`,
      type: 'text',
      group: 'social' as const,
    })),
    ...own.map(([alias, label, type]) => ({ alias, label, type, group: 'core' as const })),
  ];
  return all.map((field, index) => ({ id: index + 1, ...field }));
}
