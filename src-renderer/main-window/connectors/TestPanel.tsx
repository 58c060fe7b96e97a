import { useId, useState, type ReactNode } from 'react';
import { FieldError, Input, Label, Text, TextField } from 'react-aria-components';
import type { ConnectorTestView, MatchView, RequestView } from '../../../src-preload/ipc/connectors.ts';
import { handleKeys } from '../../ui/field-props.ts';
import { TextButton } from '../../ui/TextButton.tsx';
import { useCommand } from '../../ui/use-command.ts';
import type { PartProps } from './props.ts';

interface TestPanelProps extends PartProps<ConnectorTestView> {
  /** which CRM of the list; null = the form's */
  readonly connectorKey: string | null;
}

/**
 * Looks a number up as if it rang, and shows the requests, the matches, and their reasons.
 * @param props `level` is the level of the headings in it
 */
export function TestPanel({ level, ...props }: TestPanelProps & { readonly level: 4 | 5 }) {
  const { status, failure, matches, requests } = props.view;
  return (
    <div className="column">
      <NumberEntry {...props} />
      {/* The only live region. */}
      <div role="status">
        {status !== '' && <p>{status}</p>}
        {failure !== null && <p className="error">{failure}</p>}
      </div>
      {matches.items.length > 0 && (
        <Part title={matches.title} level={level}>
          <ul className="list">
            {matches.items.map((match, index) => (
              <MatchItem key={index} {...match} />
            ))}
          </ul>
        </Part>
      )}
      {requests.items.length > 0 && (
        <Part title={requests.title} level={level}>
          <p className="help">{requests.note}</p>
          <ol className="list">
            {requests.items.map((request, index) => (
              <RequestItem key={index} {...request} />
            ))}
          </ol>
        </Part>
      )}
    </div>
  );
}

function NumberEntry({ view: { field, button, isRunning }, connectorKey: key, dispatch }: TestPanelProps) {
  const [number, setNumber] = useState(field.value);
  const { commandError, run } = useCommand(dispatch);
  const startTest = (): void => void run({ type: 'try', key, number });
  return (
    <TextField
      className="field narrow"
      type="tel"
      value={number}
      onChange={setNumber}
      onKeyDown={(event) => handleKeys(event, { Enter: startTest, Escape: null })}
      isInvalid={commandError !== null}
      validationBehavior="aria"
      maxLength={100}
      autoComplete="off"
      spellCheck="false"
    >
      <Label className="strong">{field.label}</Label>
      <div className="wrap with-buttons">
        <Input className="input" />
        {/* One button for both, so that it keeps the focus. */}
        <TextButton
          label={button}
          onPress={() => {
            if (isRunning) void dispatch({ type: 'stopTrial' });
            else startTest();
          }}
        />
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
  readonly children: ReactNode;
}) {
  const id = useId();
  const Title = level === 4 ? 'h4' : 'h5';
  return (
    <section className="list" aria-labelledby={id}>
      <Title id={id}>{title}</Title>
      {children}
    </section>
  );
}

function MatchItem({
  name,
  company,
  grade,
  gradeLabel,
  reason,
  matchedField,
  screenPop,
  opensAt,
}: MatchView) {
  return (
    <li className="try-item panel tight">
      <p className="try-who wrap">
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

function RequestItem({ method, address, body, outcome, isError }: RequestView) {
  return (
    <li className="try-item panel tight">
      <code className="code">
        {method} {address}
      </code>
      {body !== null && <pre className="try-body code">{body}</pre>}
      <p className={isError ? 'error' : 'help'}>{outcome}</p>
    </li>
  );
}
