/** How a field is typed in and what the browser may fill. `password` hides what is typed. */
export type FieldKind = 'text' | 'password' | 'email' | 'url';

/** One thing a person types to connect. */
export interface ConnectorField {
  /** Key of the value in {@link CredentialSubmission.values}. */
  readonly name: string;
  readonly label: string;
  readonly kind: FieldKind;
  readonly required: boolean;
  readonly placeholder?: string;
  /** A sentence under the field, such as where the key is to be found. */
  readonly help?: string;
  /** Fixed text shown before and after the box, such as `https://` and `.example.com`. Not part of the value. */
  readonly prefix?: string;
  readonly suffix?: string;
}

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
  readonly fields: readonly ConnectorField[];
}
