/** A message that the org has sent. */
export interface Email {
  /** As Salesforce writes moments: `2026-11-21T07:00:00.000+0000`. */
  readonly sentAt: string;
  /** Addresses, here and below. */
  readonly from: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  readonly subject: string;
  /** Null where the message has no such part; one of the two is there. */
  readonly text: string | null;
  readonly html: string | null;
  /** Id of the record that it is about. */
  readonly relatedTo: string | null;
}

/** What an action asks to be sent. */
export interface EmailRequest {
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  /** Id of a contact or a user who gets the message as well. */
  readonly recipientId: string | undefined;
  readonly subject: string;
  readonly body: string;
  /** Whether the body is HTML. */
  readonly isRich: boolean;
  readonly senderType: string;
  readonly relatedTo: string | undefined;
}
