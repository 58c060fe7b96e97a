import { z } from 'zod';
import { CONNECTOR_KINDS } from './registry.ts';

/** A key of a connector's entry in settings.json, as a field of a form. */
export interface ConnectorField {
  readonly key: string;
  readonly kind:
    | 'text'
    | 'url'
    | 'number'
    | 'flag'
    /** texts; with `choices`, only those */
    | 'list'
    /** one of `choices` */
    | 'choice'
    /** anything else, entered as JSON */
    | 'json';
  readonly required: boolean;
  /** null = no default */
  readonly default: unknown;
  readonly choices?: readonly string[];
  /** whether every kind has it */
  readonly common: boolean;
}

/** Keys of every entry except type and id, as in settings/schema.ts (a test compares them). */
const COMMON_FIELDS: readonly ConnectorField[] = [
  { key: 'name', kind: 'text', required: false, default: null, common: true },
  { key: 'me', kind: 'text', required: false, default: null, common: true },
  { key: 'country', kind: 'text', required: false, default: null, common: true },
  { key: 'masks', kind: 'list', required: false, default: [], common: true },
];

/** Fields of a kind of CRM, required ones first; empty for an unknown kind. */
export function getConnectorFields(type: string): readonly ConnectorField[] {
  const kind = CONNECTOR_KINDS.get(type);
  return kind === undefined ? [] : [...toFields(kind.schema), ...COMMON_FIELDS];
}

/** The product's name; null for an unknown kind. */
export function findConnectorTitle(type: string): string | null {
  return CONNECTOR_KINDS.get(type)?.title ?? null;
}

export function toFields(schema: z.ZodType): readonly ConnectorField[] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const fields = Object.entries(properties).map(([key, property]) => {
    const propertySchema = typeof property === 'boolean' ? {} : property;
    return {
      key,
      ...toFieldKind(propertySchema),
      required: required.includes(key),
      default: propertySchema.default ?? null,
      common: false,
    };
  });
  return [...fields.filter((field) => field.required), ...fields.filter((field) => !field.required)];
}

type PropertySchema = z.core.JSONSchema.BaseSchema;

function toFieldKind(propertySchema: PropertySchema): Pick<ConnectorField, 'kind' | 'choices'> {
  switch (propertySchema.type) {
    case 'string': {
      const choices = findChoices(propertySchema);
      if (choices !== null) return { kind: 'choice', choices };
      return { kind: propertySchema.format === 'uri' ? 'url' : 'text' };
    }
    case 'integer':
    case 'number':
      return { kind: 'number' };
    case 'boolean':
      return { kind: 'flag' };
    case 'array': {
      const { items } = propertySchema;
      if (typeof items !== 'object' || Array.isArray(items) || items.type !== 'string')
        return { kind: 'json' };
      const choices = findChoices(items);
      return { kind: 'list', ...(choices !== null && { choices }) };
    }
    case 'object':
    case 'null':
    case undefined:
    // For a union, `type` is a list, contrary to zod's types.
    default:
      return { kind: 'json' };
  }
}

function findChoices(propertySchema: PropertySchema): readonly string[] | null {
  return propertySchema.enum?.map(String) ?? null;
}
