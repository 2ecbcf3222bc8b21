import type { LocalizedText } from './localized-text.ts';

/** The kind of input that a field has. `password` hides the typed text. */
export type FieldKind = 'text' | 'password' | 'email' | 'url';

/** A field of the form that a person fills in to connect. */
export interface ConnectorField {
  /** Key of the value in {@link CredentialSubmission.values}. */
  readonly name: string;
  readonly label: LocalizedText;
  readonly kind: FieldKind;
  readonly required: boolean;
  readonly placeholder?: LocalizedText;
  /** A help text under the field, such as where to find the key. */
  readonly help?: LocalizedText;
  /** Fixed text before and after the input, such as `https://` and `.example.com`. Not part of the value. */
  readonly prefix?: string;
  readonly suffix?: string;
}

/**
 * The kind of credentials that a person types. It decides the advice after the provider has refused them.
 */
export type CredentialKind = 'key' | 'password' | 'other';

/** A connector as the dialog sees it. */
export interface ConnectorView {
  readonly name: string;
  /** The provider's name, such as `HubSpot`. */
  readonly title: string;
  /** Address of the provider's image on this server: a path. */
  readonly icon?: string;
  /** The provider's help page on how to create a key. https. */
  readonly helpUrl?: string;
  /** Whether the provider checks the credentials before the connection becomes connected. */
  readonly verifiesCredentials: boolean;
  /**
   * Whether the person signs in at the provider in a window. The fields are then inputs of the sign-in, not
   * credentials.
   */
  readonly usesSignIn: boolean;
  readonly credentialKind: CredentialKind;
  readonly fields: readonly ConnectorField[];
}
