import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CHECK_NAMES, type Check } from '../../src-core/doctor/check.ts';
import { LANGUAGES, getTranslate, type Language } from '../../src-core/i18n/index.ts';
import type { DoctorView } from '../../src-preload/ipc/doctor.ts';
import { doctorView } from './doctor-view.ts';
import { inEnglish, inJapanese } from '../../src-core/test-support/messages.ts';

function view(checks: readonly Check[], isRunning: boolean, language: Language = 'en'): DoctorView {
  return doctorView({ checks, isRunning }, getTranslate(language));
}

/** The first checks, with these results. */
function createChecks(...oks: (boolean | null)[]): Check[] {
  return oks.map((ok, index) => {
    const name = CHECK_NAMES[index]!;
    return { name, ok, message: `About ${name}.`, remedy: ok === false ? 'Do this.' : null, fields: [] };
  });
}

const states = ({ checks }: DoctorView): string[] => checks.map(({ state }) => state);
const all = (ok: boolean | null): Check[] => createChecks(...CHECK_NAMES.map(() => ok));

describe('while the checks run', () => {
  test('lists all checks from the start, with the first one running', () => {
    const shown = view([], true);
    expect(shown.checks.map(({ name }) => name)).toEqual(CHECK_NAMES);
    expect(states(shown)).toEqual(['running', ...CHECK_NAMES.slice(1).map(() => 'waiting')]);
    expect(shown).toMatchObject({ isRunning: true, summary: inEnglish('doctor.running') });
    expect(shown.checks[0]).toMatchObject({
      title: inEnglish('check.what.settings'),
      stateLabel: inEnglish('doctor.state.running'),
      message: null,
      remedy: null,
    });
  });

  test('shows each result at once, with the next check running', () => {
    const shown = view(createChecks(true, null, false), true, 'ja');
    expect(states(shown)).toEqual([
      'fine',
      'skipped',
      'wrong',
      'running',
      ...CHECK_NAMES.slice(4).map(() => 'waiting'),
    ]);
    expect(shown.checks.slice(0, 5).map(({ stateLabel: stateWord }) => stateWord)).toEqual([
      inJapanese('doctor.state.fine'),
      inJapanese('doctor.state.skipped'),
      inJapanese('doctor.state.wrong'),
      inJapanese('doctor.state.running'),
      inJapanese('doctor.state.waiting'),
    ]);
    expect(shown.checks[2]).toMatchObject({
      title: inJapanese('check.what.proxy-and-certificates'),
      message: 'About proxy-and-certificates.',
      remedy: { label: inJapanese('doctor.remedy'), text: 'Do this.' },
    });
    expect(shown.summary).toBe(inJapanese('doctor.running'));
  });

  test('shows all checks as waiting before the first run', () => {
    expect(states(view([], false))).toEqual(CHECK_NAMES.map(() => 'waiting'));
  });
});

describe('after all checks', () => {
  test.each([
    [all(true), inEnglish('doctor.summary.fine', { fine: '14', skipped: '0' })],
    [
      [...all(true).slice(0, 13), ...all(null).slice(13)],
      inEnglish('doctor.summary.fine', { fine: '13', skipped: '1' }),
    ],
    [
      [...all(false).slice(0, 1), ...all(null).slice(1)],
      inEnglish('doctor.summary.wrong', { count: 1, fine: '0', skipped: '13' }),
    ],
    [all(false), inEnglish('doctor.summary.wrong', { count: 14, fine: '0', skipped: '0' })],
  ])('the summary counts the results', (checks, summary) => {
    expect(view(checks, false).summary).toBe(summary);
  });

  test('the summary counts the results in Japanese', () => {
    expect(view(all(true), false, 'ja').summary).toBe(
      inJapanese('doctor.summary.fine', { fine: '14', skipped: '0' }),
    );
    expect(view(all(false), false, 'ja').summary).toBe(
      inJapanese('doctor.summary.wrong', { count: 14, fine: '0', skipped: '0' }),
    );
  });

  test('a passed check can show a remedy', () => {
    const [first] = createChecks(true);
    expect(view([{ ...first!, remedy: 'Do this.' }], false).checks[0]).toMatchObject({
      state: 'fine',
      remedy: { label: inEnglish('doctor.remedy'), text: 'Do this.' },
    });
  });
});

test('every state label and every check title is unique', () => {
  for (const language of LANGUAGES) {
    const { checks } = view(createChecks(true, null, false), true, language);
    expect(new Set(checks.map(({ stateLabel: stateWord }) => stateWord)).size).toBe(5);
    expect(new Set(checks.map(({ title }) => title)).size).toBe(CHECK_NAMES.length);
  }
});

test('any progress shows every check once, in order, with at most one running', () => {
  const results = fc.array(fc.constantFrom(true, false, null), { maxLength: CHECK_NAMES.length });
  fc.assert(
    fc.property(results, fc.boolean(), fc.constantFrom(...LANGUAGES), (oks, isRunning, language) => {
      const shown = view(createChecks(...oks), isRunning, language);
      expect(shown.checks.map(({ name }) => name)).toEqual(CHECK_NAMES);
      const hasRunning = isRunning && oks.length < CHECK_NAMES.length;
      expect(states(shown).filter((state) => state === 'running')).toHaveLength(hasRunning ? 1 : 0);
      expect(shown.checks.filter(({ message }) => message !== null)).toHaveLength(oks.length);
      for (const { title, stateLabel: stateWord } of shown.checks)
        expect(`${title}${stateWord}`).not.toMatch(/check\.|doctor\.|\{\{/u);
    }),
  );
});
