import type { SubjectType } from '../../../platform/connectors/connector.js';

/** What is asked for of a vendor, about one subject. */
export interface DeliveryRequest {
  connector: string;
  action: string;
  /** What `subjectId` is of: refused with an Error when the action is about something else. Default: what that is. */
  subjectType?: SubjectType | undefined;
  subjectId: string;
  /** What people, and vendors, know the subject by. */
  subjectReference: string;
  /** Which of several of the same action: the level of a reminder. Default: ''. */
  variant?: string | undefined;
  /** What a person gave along, as the action's `input` wants it. Default: nothing. */
  input?: unknown;
  /** The subject's company, whose own account is taken where it has one. Default: the account of all without. */
  companyId?: string | null | undefined;
  /** The intervention behind a subject that is none itself, where it is known. */
  interventionId?: string | null | undefined;
  /** Asked for by a person: what failed or is blocked is tried again. */
  byHand: boolean;
  /** Default: 0, or 10 for what a person asked for. */
  priority?: number;
  /** Leads to nothing else: no e-mail of an invoice that is long out. Asked for otherwise too, it does. Default: false. */
  isSilent?: boolean;
}
