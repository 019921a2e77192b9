"use client";
import { useWorkplace } from "#components/shell/workplace";
import { type Lane, TimeLine } from "#components/ui/chart/time-line";
import { overviewWords } from "#lib/console/words/overview/overview-words";
import { AHEAD_DAYS } from "#lib/domain/overview/overview";
import type { ReplyOf } from "#lib/wire/catalog";

type Coming = NonNullable<ReplyOf<"describeOverview">["coming"]>;

const DAY_MS = 86_400_000;

/** The next deletions, expiries and rotations on one line of time. @param now epoch milliseconds */
export function ComingSection({ coming, now }: { coming: Coming; now: number }) {
  const { basePath } = useWorkplace();
  const keys = `${basePath}/keys`;
  const lane = (kind: Lane["kind"], { events }: Coming["deletions"], list: string): Lane => ({
    kind,
    name: overviewWords.lanes[kind],
    href: keys + list,
    events: events.map(({ key_id: id, alias: name, at }) => ({ id, name, at: Number(at), href: `${keys}/${id}` })),
  });
  const lanes = [
    lane("deletion", coming.deletions, "?status=pendingDeletion"),
    lane("expiry", coming.expiries, "?origin=external"),
    lane("rotation", coming.rotations, "?status=enabled"),
  ];
  const cut = [
    [overviewWords.lanes.deletion, coming.deletions],
    [overviewWords.lanes.expiry, coming.expiries],
    [overviewWords.lanes.rotation, coming.rotations],
  ] as const;
  return (
    <section className="section ov-next" aria-labelledby="overview-coming">
      <div className="section-head">
        <h2 id="overview-coming">{overviewWords.coming}</h2>
        <span className="hint">{overviewWords.ahead}</span>
      </div>
      {lanes.every(({ events }) => events.length === 0) ? (
        <p className="muted dense">{overviewWords.nothingComing}</p>
      ) : (
        <TimeLine label={overviewWords.comingLabel} from={now} to={now + AHEAD_DAYS * DAY_MS} lanes={lanes} />
      )}
      {cut
        .filter(([, { events, total }]) => total > events.length)
        .map(([name, { events, total }]) => (
          <p key={name} className="hint mt-2">
            {overviewWords.cut(events.length, total, name)}
          </p>
        ))}
    </section>
  );
}
