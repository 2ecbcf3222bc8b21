import type { LocalizedText } from './localized-text.ts';

/** How a field is typed in and what the browser may fill. `password` hides what is typed. */
export type FieldKind = 'text' | 'password' | 'email' | 'url';

/** One thing a person types to connect. */
export interface ConnectorField {
  /** Key of the value in {@link CredentialSubmission.values}. */
  readonly name: string;
  readonly label: LocalizedText;
  readonly kind: FieldKind;
  readonly required: boolean;
  readonly placeholder?: LocalizedText;
  /** A sentence under the field, such as where to find the key. */
  readonly help?: LocalizedText;
  /** Fixed text shown before and after the box, such as `https://` and `.example.com`. Not part of the value. */
  readonly prefix?: string;
  readonly suffix?: string;
}

/**
 * What a person types, for advice when the provider refuses it: a key to copy again, a password to type again, or
 * something else, such as nothing before a sign-in.
 */
export type CredentialKind = 'key' | 'password' | 'other';

/** What the dialog needs to know of a connector. */
export interface ConnectorView {
  readonly name: string;
  /** What people call the provider, such as `HubSpot`. */
  readonly title: string;
  /** Where the provider's own help on making a key stands. https. */
  readonly helpUrl?: string;
  /** Whether what is typed is tried against the provider before the connection counts as connected. */
  readonly verifiesCredentials: boolean;
  /** Whether the person signs in at the provider, in a window of its own. What is typed before are then only inputs. */
  readonly usesSignIn: boolean;
  readonly credentialKind: CredentialKind;
  readonly fields: readonly ConnectorField[];
}
