import type { ReactNode } from 'react';
import type { Illustration } from '../../../src-preload/ipc/welcome.ts';

// Our own drawings of where something is on the pages of the Marketplace: lines and boxes, with Zoom's words beside what is
// marked. They say where to look, not how Zoom's pages look.

interface DrawingProps {
  readonly picture: Illustration;
}

/** The menu, and the kind of app to choose. */
export function CreateDrawing({ picture: illustration }: DrawingProps) {
  const [develop, build, kind] = illustration.labels;
  return (
    <Paper alt={illustration.alt}>
      <Bar x={16} y={15} width={48} />
      <Bar x={152} y={15} width={40} />
      <Word x={232} y={22}>
        {develop}
      </Word>
      <path className="line" d="M290 16l4 4 4-4" />
      <rect className="box" x="208" y="36" width="96" height="60" rx="4" />
      <Mark x={212} y={42} width={88} height={22} />
      <Word x={220} y={57}>
        {build}
      </Word>
      <Bar x={220} y={76} width={56} />
      <path className="line" d="M256 104v18m-4-4l4 4 4-4" />
      <rect className="box" x="16" y="52" width="176" height="28" rx="4" />
      <Bar x={28} y={63} width={88} />
      <rect className="box" x="16" y="128" width="288" height="36" rx="4" />
      <Mark x={16} y={128} width={288} height={36} />
      <Word x={28} y={150}>
        {kind}
      </Word>
      <rect className="box" x="16" y="88" width="176" height="28" rx="4" />
      <Bar x={28} y={99} width={64} />
    </Paper>
  );
}

/** Three lines with a value each. */
export function CredentialsDrawing({ picture: illustration }: DrawingProps) {
  const [page, ...values] = illustration.labels;
  return (
    <Paper alt={illustration.alt}>
      <SideMenu current={page} />
      {values.map((value, index) => (
        <g key={value} transform={`translate(0 ${index * 46})`}>
          <Word x={152} y={48}>
            {value}
          </Word>
          <rect className="box" x="152" y="54" width="132" height="20" rx="4" />
          <Bar x={160} y={60} width={88} />
          <Letter x={300} y={64}>
            {'ABC'.charAt(index)}
          </Letter>
        </g>
      ))}
    </Paper>
  );
}

/** The button by which scopes are added. */
export function RightsDrawing({ picture: illustration }: DrawingProps) {
  const [page, add] = illustration.labels;
  return (
    <Paper alt={illustration.alt}>
      <SideMenu current={page} />
      <Mark x={216} y={40} width={92} height={26} />
      <Word x={228} y={57}>
        {add}
      </Word>
      {[88, 112, 136].map((y) => (
        <g key={y}>
          <rect className="box" x="152" y={y - 2} width="12" height="12" rx="2" />
          <Bar x={172} y={y} width={120} />
        </g>
      ))}
    </Paper>
  );
}

/** The way of delivery, and the address that comes of it. */
export function EventsDrawing({ picture: illustration }: DrawingProps) {
  const [page, method, endpoint, address] = illustration.labels;
  return (
    <Paper alt={illustration.alt}>
      <SideMenu current={page} />
      <circle className="box" cx="164" cy="53" r="5" />
      <Bar x={176} y={49} width={64} />
      <Mark x={152} y={64} width={104} height={26} />
      <circle className="box" cx="164" cy="77" r="5" />
      <circle className="number" cx="164" cy="77" r="2.5" />
      <Word x={176} y={81}>
        {method}
      </Word>
      <Word x={152} y={124}>
        {endpoint}
      </Word>
      <rect className="box" x="152" y="132" width="132" height="24" rx="4" />
      <Word x={160} y={148}>
        {address}
      </Word>
      <Letter x={300} y={144}>
        D
      </Letter>
    </Paper>
  );
}

/** A page, with its head. */
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
      <Word x={9} y={82}>
        {current}
      </Word>
      <Bar x={12} y={104} width={72} />
      <Bar x={12} y={128} width={48} />
    </g>
  );
}

interface Position {
  readonly x: number;
  readonly y: number;
}

/** Words that do not matter. */
function Bar({ x, y, width }: Position & { readonly width: number }) {
  return <rect className="bar" x={x} y={y} width={width} height="8" rx="4" />;
}

function Word({ x, y, children }: Position & { readonly children: ReactNode }) {
  return (
    <text className="word" x={x} y={y} lang="en">
      {children}
    </text>
  );
}

function Mark({ x, y, width, height }: Position & { readonly width: number; readonly height: number }) {
  return <rect className="mark" x={x} y={y} width={width} height={height} rx="4" />;
}

/** By which the text names a place. */
function Letter({ x, y, children }: Position & { readonly children: ReactNode }) {
  return (
    <g>
      <circle className="number" cx={x} cy={y} r="10" />
      <text className="digit" x={x} y={y + 4} textAnchor="middle">
        {children}
      </text>
    </g>
  );
}
