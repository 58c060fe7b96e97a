import { useId } from 'react';
import type { SignInView } from '../../../src-preload/ipc/connectors.ts';
import { InlineSecretInput } from '../../ui/InlineSecretInput.tsx';
import { TextButton } from '../../ui/TextButton.tsx';
import type { PartProps } from './props.ts';

/** How the user signs in to a CRM: with a secret, in the browser, or not at all. */
export function SignInSection({ view, dispatch }: PartProps<SignInView>) {
  return (
    <section className="column narrow ruled" aria-labelledby="sign-in-title">
      <h3 id="sign-in-title">{view.title}</h3>
      <SignInMethod view={view} dispatch={dispatch} />
    </section>
  );
}

function SignInMethod({ view, dispatch }: PartProps<SignInView>) {
  switch (view.how) {
    case 'none':
      return <p>{view.text}</p>;
    case 'secret':
      return <InlineSecretInput field={view.field} dispatch={dispatch} />;
    case 'browser':
      return <BrowserSignIn view={view} dispatch={dispatch} />;
  }
}

function BrowserSignIn({ view, dispatch }: PartProps<Extract<SignInView, { how: 'browser' }>>) {
  const { help, redirect, clientSecret, state, error, button, isRunning } = view;
  const id = useId();
  return (
    <>
      {help !== null && <p className="help">{help}</p>}
      <div className="field" role="group" aria-labelledby={`${id}-redirect`}>
        <span id={`${id}-redirect`} className="strong">
          {redirect.label}
        </span>
        <div className="buttons">
          <code id={`${id}-address`} className="code">
            {redirect.address}
          </code>
          <TextButton
            look="small"
            label={redirect.copy}
            aria-describedby={`${id}-address`}
            onPress={() => void dispatch({ type: 'copyRedirect' })}
          />
        </div>
      </div>
      {clientSecret !== null && <InlineSecretInput field={clientSecret} dispatch={dispatch} />}
      <div className="field">
        <p role="status">{state}</p>
        {error !== null && <p className="error">{error}</p>}
        <div className="buttons">
          {/* One button for both, so that it keeps the focus. */}
          <TextButton
            label={button}
            onPress={() => void dispatch({ type: isRunning ? 'stopSignIn' : 'signIn' })}
          />
        </div>
      </div>
    </>
  );
}
