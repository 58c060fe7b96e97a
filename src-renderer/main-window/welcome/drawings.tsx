import type { ReactNode } from 'react';
import type { Illustration } from '../../../src-preload/ipc/welcome.ts';

// Our own drawings of Marketplace pages: lines and boxes, with Zoom's labels at the marked places.
// They show where to look, not how Zoom's pages look.

/** The menu, and the kind of app to choose. */
export function CreateDrawing({ alt, labels }: Illustration) {
  const [develop, build, kind] = labels;
  return (
    <Paper alt={alt}>
      <Bar x={16} y={15} width={48} />
      <Bar x={152} y={15} width={40} />
      <Word x={232} y={22} text={develop} />
      <path className="line" d="M290 16l4 4 4-4" />
      <rect className="box" x="208" y="36" width="96" height="60" rx="4" />
      <Mark x={212} y={42} width={88} height={22} />
      <Word x={220} y={57} text={build} />
      <Bar x={220} y={76} width={56} />
      <path className="line" d="M256 104v18m-4-4l4 4 4-4" />
      <rect className="box" x="16" y="52" width="176" height="28" rx="4" />
      <Bar x={28} y={63} width={88} />
      <rect className="box" x="16" y="128" width="288" height="36" rx="4" />
      <Mark x={16} y={128} width={288} height={36} />
      <Word x={28} y={150} text={kind} />
      <rect className="box" x="16" y="88" width="176" height="28" rx="4" />
      <Bar x={28} y={99} width={64} />
    </Paper>
  );
}

/** Three labels with a value each. */
export function CredentialsDrawing({ alt, labels }: Illustration) {
  const [page, ...values] = labels;
  return (
    <Paper alt={alt}>
      <SideMenu current={page} />
      {values.map((value, index) => (
        <g key={value} transform={`translate(0 ${index * 46})`}>
          <Word x={152} y={48} text={value} />
          <rect className="box" x="152" y="54" width="132" height="20" rx="4" />
          <Bar x={160} y={60} width={88} />
          <Letter x={300} y={64} letter={'ABC'.charAt(index)} />
        </g>
      ))}
    </Paper>
  );
}

/** The button that adds scopes. */
export function RightsDrawing({ alt, labels }: Illustration) {
  const [page, add] = labels;
  return (
    <Paper alt={alt}>
      <SideMenu current={page} />
      <Mark x={216} y={40} width={92} height={26} />
      <Word x={228} y={57} text={add} />
      {[88, 112, 136].map((y) => (
        <g key={y}>
          <rect className="box" x="152" y={y - 2} width="12" height="12" rx="2" />
          <Bar x={172} y={y} width={120} />
        </g>
      ))}
    </Paper>
  );
}

/** The delivery method, and the address that it creates. */
export function EventsDrawing({ alt, labels }: Illustration) {
  const [page, method, endpoint, address] = labels;
  return (
    <Paper alt={alt}>
      <SideMenu current={page} />
      <circle className="box" cx="164" cy="53" r="5" />
      <Bar x={176} y={49} width={64} />
      <Mark x={152} y={64} width={104} height={26} />
      <circle className="box" cx="164" cy="77" r="5" />
      <circle className="number" cx="164" cy="77" r="2.5" />
      <Word x={176} y={81} text={method} />
      <Word x={152} y={124} text={endpoint} />
      <rect className="box" x="152" y="132" width="132" height="24" rx="4" />
      <Word x={160} y={148} text={address} />
      <Letter x={300} y={144} letter="D" />
    </Paper>
  );
}

/** A page with a header. */
function Paper({ alt, children }: { readonly alt: string; readonly children: ReactNode }) {
  return (
    <svg className="drawing" viewBox="0 0 320 176" role="img" aria-label={alt}>
      <rect className="paper" x="0.5" y="0.5" width="319" height="175" rx="8" />
      <path className="line" d="M0.5 30.5h319" />
      {children}
    </svg>
  );
}

/** The list of pages at the side, one of them marked. */
function SideMenu({ current }: { readonly current: string | undefined }) {
  return (
    <g>
      <Bar x={16} y={13} width={72} />
      <path className="line" d="M136.5 30.5v145" />
      <Bar x={12} y={48} width={56} />
      <Mark x={4} y={66} width={128} height={24} />
      <Word x={9} y={82} text={current} />
      <Bar x={12} y={104} width={72} />
      <Bar x={12} y={128} width={48} />
    </g>
  );
}

interface Position {
  readonly x: number;
  readonly y: number;
}

/** A stroke in place of text that does not matter. */
function Bar(props: Position & { readonly width: number }) {
  return <rect className="bar" {...props} height="8" rx="4" />;
}

function Word({ text, ...position }: Position & { readonly text: string | undefined }) {
  return (
    <text className="word" {...position} lang="en">
      {text}
    </text>
  );
}

function Mark(props: Position & { readonly width: number; readonly height: number }) {
  return <rect className="mark" {...props} rx="4" />;
}

/** The letter that names a place in the text. */
function Letter({ x, y, letter }: Position & { readonly letter: string }) {
  return (
    <g>
      <circle className="number" cx={x} cy={y} r="10" />
      <text className="digit" x={x} y={y + 4} textAnchor="middle">
        {letter}
      </text>
    </g>
  );
}
