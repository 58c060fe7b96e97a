import { z } from 'zod';
import { CONNECTOR_KINDS } from './registry.ts';

/** One key of a connector's entry in settings.json, as a form shows it. */
export interface ConnectorField {
  readonly key: string;
  readonly kind:
    | 'text'
    | 'url'
    | 'number'
    | 'flag'
    /** texts; with `choices` some of those */
    | 'list'
    /** one of `choices` */
    | 'choice'
    /** what has no form of its own, written as JSON */
    | 'json';
  readonly required: boolean;
  /** what counts when it is left out; null = nothing does */
  readonly default: unknown;
  readonly choices?: readonly string[];
  /** every kind has it, and few need it */
  readonly common: boolean;
}

/** What every entry has besides its type and id (settings/schema.ts, which its test compares). */
const COMMON_FIELDS: readonly ConnectorField[] = [
  { key: 'name', kind: 'text', required: false, default: null, common: true },
  { key: 'me', kind: 'text', required: false, default: null, common: true },
  { key: 'country', kind: 'text', required: false, default: null, common: true },
  { key: 'masks', kind: 'list', required: false, default: [], common: true },
];

/** The fields of a kind of CRM, what it cannot do without first; empty where there is no such kind. */
export function getConnectorFields(type: string): readonly ConnectorField[] {
  const kind = CONNECTOR_KINDS.get(type);
  return kind === undefined ? [] : [...toFields(kind.schema), ...COMMON_FIELDS];
}

/** The product, as people know it; null where there is no such kind. */
export function findConnectorTitle(type: string): string | null {
  return CONNECTOR_KINDS.get(type)?.title ?? null;
}

/** What a person can enter for this schema of an object. */
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
    // Of several types it is a list, whatever zod's type says.
    default:
      return { kind: 'json' };
  }
}

function findChoices(propertySchema: PropertySchema): readonly string[] | null {
  return propertySchema.enum?.map(String) ?? null;
}
