import { useId } from 'react';
import { Button } from 'react-aria-components';
import type { SignInView } from '../../../src-preload/ipc/connectors.ts';
import type { ConnectorsDispatch } from './content-props.ts';
import { InlineSecretInput } from '../../ui/SecretEntry.tsx';

/** How one signs in to a CRM: with a secret, in the browser, or not at all. */
export function SignInSection({
  view,
  dispatch,
}: {
  readonly view: SignInView;
  readonly dispatch: ConnectorsDispatch;
}) {
  return (
    <section className="crm-sign-in" aria-labelledby="sign-in-title">
      <h3 id="sign-in-title">{view.title}</h3>
      <SignInMethod view={view} dispatch={dispatch} />
    </section>
  );
}

function SignInMethod({
  view,
  dispatch,
}: {
  readonly view: SignInView;
  readonly dispatch: ConnectorsDispatch;
}) {
  switch (view.how) {
    case 'none':
      return <p>{view.text}</p>;
    case 'secret':
      return <InlineSecretInput field={view.field} dispatch={dispatch} />;
    case 'browser':
      return <BrowserSignIn view={view} dispatch={dispatch} />;
  }
}

function BrowserSignIn({
  view,
  dispatch,
}: {
  readonly view: Extract<SignInView, { how: 'browser' }>;
  readonly dispatch: ConnectorsDispatch;
}) {
  const { help, redirect, clientSecret, state, error, button, isRunning } = view;
  const id = useId();
  return (
    <>
      {help !== null && <p className="help">{help}</p>}
      <div className="field" role="group" aria-labelledby={`${id}-redirect`}>
        <span id={`${id}-redirect`} className="field-label">
          {redirect.label}
        </span>
        <div className="crm-redirect">
          <code id={`${id}-address`}>{redirect.address}</code>
          <Button
            className="button small"
            aria-describedby={`${id}-address`}
            onPress={() => void dispatch({ type: 'copyRedirect' })}
          >
            {redirect.copy}
          </Button>
        </div>
      </div>
      {clientSecret !== null && <InlineSecretInput field={clientSecret} dispatch={dispatch} />}
      <div className="field">
        <p role="status">{state}</p>
        {error !== null && <p className="error">{error}</p>}
        <div className="buttons">
          {/* The same one, so that the keyboard stays on it. */}
          <Button
            className="button"
            onPress={() => void dispatch({ type: isRunning ? 'stopSignIn' : 'signIn' })}
          >
            {button}
          </Button>
        </div>
      </div>
    </>
  );
}
