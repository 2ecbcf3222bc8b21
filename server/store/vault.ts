/** Which value of which row a secret is: bound to the ciphertext, so that a blob moved elsewhere does not open. */
export interface SecretPlace {
  readonly organization: string;
  readonly tenantId: number;
  /** Kind and id of the row, such as `connection:12`. */
  readonly record: string;
  readonly field: string;
}
