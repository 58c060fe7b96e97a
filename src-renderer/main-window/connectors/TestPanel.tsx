import { useId, useState } from 'react';
import { Button, FieldError, Input, Label, Text, TextField } from 'react-aria-components';
import type { MatchView, RequestView, ConnectorTestView } from '../../../src-preload/ipc/connectors.ts';
import type { ConnectorsDispatch } from './content-props.ts';

interface TestPanelProps {
  readonly view: ConnectorTestView;
  /** which CRM of the list; null = the form's */
  readonly connectorKey: string | null;
  readonly dispatch: ConnectorsDispatch;
}

/**
 * A number that is looked up as if it rang: what was asked, who was found, and why.
 * @param props `level` is that of the headings within
 */
export function TestPanel({ level, ...props }: TestPanelProps & { readonly level: 4 | 5 }) {
  const { status, failure, matches, requests } = props.view;
  return (
    <div className="try">
      <NumberEntry {...props} />
      {/* The only part that is read out by itself. */}
      <div role="status" className="try-status">
        {status !== '' && <p>{status}</p>}
        {failure !== null && <p className="error">{failure}</p>}
      </div>
      {matches.items.length > 0 && (
        <Part title={matches.title} level={level}>
          <ul className="try-matches">
            {matches.items.map((match, index) => (
              <MatchItem key={index} match={match} />
            ))}
          </ul>
        </Part>
      )}
      {requests.items.length > 0 && (
        <Part title={requests.title} level={level}>
          <p className="help">{requests.note}</p>
          <ol className="try-requests">
            {requests.items.map((request, index) => (
              <RequestItem key={index} request={request} />
            ))}
          </ol>
        </Part>
      )}
    </div>
  );
}

function NumberEntry({ view: { field, button, isRunning }, connectorKey: key, dispatch }: TestPanelProps) {
  const [number, setNumber] = useState(field.value);
  const [commandError, setCommandError] = useState<string | null>(null);
  const startTest = async (): Promise<void> => {
    setCommandError(null);
    const { ok, message } = await dispatch({ type: 'try', key, number });
    if (!ok) setCommandError(message);
  };
  return (
    <TextField
      className="field"
      type="tel"
      value={number}
      onChange={setNumber}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) void startTest();
        else event.continuePropagation();
      }}
      isInvalid={commandError !== null}
      validationBehavior="aria"
      maxLength={100}
      autoComplete="off"
      spellCheck="false"
    >
      <Label className="field-label">{field.label}</Label>
      <div className="with-buttons">
        <Input className="input" />
        {/* The same one while it runs, so that the keyboard stays on it. */}
        <Button
          className="button"
          onPress={() => void (isRunning ? dispatch({ type: 'stopTrial' }) : startTest())}
        >
          {button}
        </Button>
      </div>
      <Text slot="description" elementType="p" className="help">
        {field.help}
      </Text>
      {commandError !== null && <FieldError className="error">{commandError}</FieldError>}
    </TextField>
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
  const { name, company, grade, gradeLabel, reason, matchedField, screenPop, opensAt } = match;
  return (
    <li className="try-match">
      <p className="try-who">
        <b>{name}</b>
        {company !== null && <span>{company}</span>}
        <span className={`try-grade ${grade}`}>{gradeLabel}</span>
      </p>
      <p>{reason}</p>
      <p className="help">{matchedField}</p>
      <p className="help">{screenPop}</p>
      {opensAt !== null && <p className="help">{opensAt}</p>}
    </li>
  );
}

function RequestItem({ request }: { readonly request: RequestView }) {
  const { method, address, body, outcome, isError } = request;
  return (
    <li className="try-request">
      <code>
        {method} {address}
      </code>
      {body !== null && <pre>{body}</pre>}
      <p className={isError ? 'error' : 'help'}>{outcome}</p>
    </li>
  );
}
