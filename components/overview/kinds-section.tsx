"use client";
import Link from "next/link";
import { KeyState } from "#components/patterns/key-state";
import { useWorkplace } from "#components/shell/workplace";
import { ShareBars } from "#components/ui/chart/share-bars";
import { overviewWords } from "#lib/console/words/overview/overview-words";
import { count } from "#lib/console/words/plural";
import { KEY_STATE_NAMES } from "#lib/domain/key-state";
import type { ReplyOf } from "#lib/wire/catalog";
import { WIRE_STATES } from "#lib/wire/kms/key-state";

type Kinds = NonNullable<ReplyOf<"describeOverview">["kinds"]>;

/** Custom keys by state and by algorithm; each leads to the list of them. */
export function KindsSection({ kinds: { states, specs } }: { kinds: Kinds }) {
  const { basePath } = useWorkplace();
  const all = states.reduce((sum, { keys }) => sum + keys, 0);
  // In the order of a key's life, and a state without keys as well: that there is none is worth knowing.
  const ofStates = KEY_STATE_NAMES.map((state) => ({
    state,
    wire: WIRE_STATES[state],
    keys: states.find((one) => one.state === WIRE_STATES[state])?.keys ?? 0,
  }));
  return (
    <section aria-labelledby="overview-keys">
      <div className="section-head">
        <h2 id="overview-keys">{overviewWords.keys}</h2>
        <span className="count">{count(all)}</span>
      </div>
      <ShareBars
        label={overviewWords.states}
        whole={all}
        shares={ofStates.map(({ state, wire, keys }) => ({
          id: state,
          number: keys,
          name: (
            <Link className="ink" href={`${basePath}/keys?status=${state}&kind=custom`} prefetch={false}>
              <KeyState wire={wire} />
            </Link>
          ),
        }))}
      />
      <h3 className="ov-sub">{overviewWords.algorithms}</h3>
      <ShareBars
        label={overviewWords.algorithms}
        whole={all}
        shares={specs.map(({ spec, keys }) => ({
          id: spec,
          number: keys,
          name: (
            <Link className="ink" href={`${basePath}/keys?algorithm=${spec}&kind=custom`} prefetch={false}>
              {spec}
            </Link>
          ),
        }))}
      />
    </section>
  );
}
