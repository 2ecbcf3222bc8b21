import type { ConnectorField, FieldKind } from '../../widget/protocol/connector.ts';

/** A field of a definition, with defaults filled in. */
export interface FieldDefinition {
  readonly label: string;
  readonly kind: FieldKind;
  readonly required: boolean;
  readonly placeholder?: string | undefined;
  readonly help?: string | undefined;
  readonly prefix?: string | undefined;
  readonly suffix?: string | undefined;
}

/** What the dialog needs to know of a field. */
export function fieldView(name: string, field: FieldDefinition): ConnectorField {
  const { label, kind, required, placeholder, help, prefix, suffix } = field;
  return {
    name,
    label,
    kind,
    required,
    ...(placeholder !== undefined && { placeholder }),
    ...(help !== undefined && { help }),
    ...(prefix !== undefined && { prefix }),
    ...(suffix !== undefined && { suffix }),
  };
}
