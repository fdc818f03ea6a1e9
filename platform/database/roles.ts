/**
 * The role all of the application's SQL runs as. It owns nothing, bypasses no policy and cannot log in: the hub's
 * login role is a member of it, and every session the application opens starts in it.
 */
export const applicationRole = 'passerelle_app';

/** The session variable that row-level security compares `organization_id` with; set in every transaction. */
export const organizationVariable = 'passerelle.organization_id';

/** Startup options of every session (PostgreSQL's `options` parameter): the role, and the limits in milliseconds. */
export const applicationSession = [
  `role=${applicationRole}`,
  'statement_timeout=30000',
  'idle_in_transaction_session_timeout=30000',
  'lock_timeout=15000',
]
  .map((setting) => `-c ${setting}`)
  .join(' ');
