import { useId } from 'react';
import { Button } from 'react-aria-components';
import type { SignInView } from '../../../src-preload/pages/connectors.ts';
import type { Tell } from './content-props.ts';
import { SecretEntry } from '../../ui/SecretEntry.tsx';

/** How one signs in to a CRM: with a secret, in the browser, or not at all. */
export function SignIn({ view, tell }: { readonly view: SignInView; readonly tell: Tell }) {
  return (
    <section className="crm-sign-in" aria-labelledby="sign-in-title">
      <h3 id="sign-in-title">{view.title}</h3>
      <Way view={view} tell={tell} />
    </section>
  );
}

function Way({ view, tell }: { readonly view: SignInView; readonly tell: Tell }) {
  switch (view.how) {
    case 'none':
      return <p>{view.text}</p>;
    case 'secret':
      return <SecretEntry field={view.entry} tell={tell} />;
    case 'browser':
      return <InBrowser view={view} tell={tell} />;
  }
}

function InBrowser({
  view,
  tell,
}: {
  readonly view: Extract<SignInView, { how: 'browser' }>;
  readonly tell: Tell;
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
            onPress={() => void tell({ type: 'copyRedirect' })}
          >
            {redirect.copy}
          </Button>
        </div>
      </div>
      {clientSecret !== null && <SecretEntry field={clientSecret} tell={tell} />}
      <div className="field">
        <p role="status">{state}</p>
        {error !== null && <p className="error">{error}</p>}
        <div className="buttons">
          {/* The same one, so that the keyboard stays on it. */}
          <Button className="button" onPress={() => void tell({ type: isRunning ? 'stopSignIn' : 'signIn' })}>
            {button}
          </Button>
        </div>
      </div>
    </>
  );
}
