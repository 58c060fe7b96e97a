import { useId, useState } from 'react';
import { Button, FieldError, Input, Label, Text, TextField } from 'react-aria-components';
import type { MatchView, RequestView, TrialView } from '../../../src-preload/pages/connectors.ts';
import type { Tell } from './content-props.ts';

/** A number that is looked up as if it rang: what was asked, who was found, and why. */
export function TryNumber({
  view,
  of: key,
  level,
  tell,
}: {
  readonly view: TrialView;
  /** which CRM of the list; null = the form's */
  readonly of: string | null;
  /** of the headings within */
  readonly level: 4 | 5;
  readonly tell: Tell;
}) {
  const { field, button, isRunning, status, trouble, matches, requests } = view;
  const [number, setNumber] = useState(field.value);
  const [refusal, setRefusal] = useState<string | null>(null);
  const begin = async (): Promise<void> => {
    setRefusal(null);
    const { ok, message } = await tell({ type: 'try', key, number });
    if (!ok) setRefusal(message);
  };
  return (
    <div className="try">
      <TextField
        className="field"
        type="tel"
        value={number}
        onChange={setNumber}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) void begin();
          else event.continuePropagation();
        }}
        isInvalid={refusal !== null}
        validationBehavior="aria"
        maxLength={100}
        autoComplete="off"
        spellCheck="false"
      >
        <Label className="field-label">{field.label}</Label>
        <div className="with-buttons">
          <Input className="input" />
          {/* The same one while it runs, so that the keyboard stays on it. */}
          <Button className="button" onPress={() => void (isRunning ? tell({ type: 'stopTrial' }) : begin())}>
            {button}
          </Button>
        </div>
        <Text slot="description" elementType="p" className="help">
          {field.help}
        </Text>
        {refusal !== null && <FieldError className="error">{refusal}</FieldError>}
      </TextField>
      {/* The only part that is read out by itself. */}
      <div role="status" className="try-status">
        {status !== '' && <p>{status}</p>}
        {trouble !== null && <p className="error">{trouble}</p>}
      </div>
      {matches.items.length > 0 && (
        <Part title={matches.title} level={level}>
          <ul className="try-matches">
            {matches.items.map((match, place) => (
              <MatchItem key={place} match={match} />
            ))}
          </ul>
        </Part>
      )}
      {requests.items.length > 0 && (
        <Part title={requests.title} level={level}>
          <p className="help">{requests.note}</p>
          <ol className="try-requests">
            {requests.items.map((request, place) => (
              <RequestItem key={place} request={request} />
            ))}
          </ol>
        </Part>
      )}
    </div>
  );
}

function Part({
  title,
  level,
  children,
}: {
  readonly title: string;
  readonly level: 4 | 5;
  readonly children: React.ReactNode;
}) {
  const id = useId();
  const Title = level === 4 ? 'h4' : 'h5';
  return (
    <section className="try-part" aria-labelledby={id}>
      <Title id={id}>{title}</Title>
      {children}
    </section>
  );
}

function MatchItem({ match }: { readonly match: MatchView }) {
  const { name, company, grade, gradeWord, why, matched, opening, where } = match;
  return (
    <li className="try-match">
      <p className="try-who">
        <b>{name}</b>
        {company !== null && <span>{company}</span>}
        <span className={`try-grade ${grade}`}>{gradeWord}</span>
      </p>
      <p>{why}</p>
      <p className="help">{matched}</p>
      <p className="help">{opening}</p>
      {where !== null && <p className="help">{where}</p>}
    </li>
  );
}

function RequestItem({ request }: { readonly request: RequestView }) {
  const { method, address, body, outcome, isFault } = request;
  return (
    <li className="try-request">
      <code>
        {method} {address}
      </code>
      {body !== null && <pre>{body}</pre>}
      <p className={isFault ? 'error' : 'help'}>{outcome}</p>
    </li>
  );
}
