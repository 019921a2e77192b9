"use client";
import Link from "next/link";
import { FigureTable } from "#components/ui/chart/figure-table";
import { useLocalTime } from "#components/ui/chart/use-local-time";
import { percent, shareOf } from "#lib/console/browser/chart/bars";
import { cutName, LANE_SHARE, type LaneEvent, type LaneMark, marksOf } from "#lib/console/browser/chart/lanes";
import { mondays } from "#lib/console/browser/chart/time-ticks";
import { chartDay, chartWords } from "#lib/console/words/overview/chart-words";

/** Each kind has a shape and a tone of its own: a square destroys, a diamond expires, a circle goes round. */
const SHAPES = {
  deletion: { path: "M-5 2H5V12H-5z", tone: "failed" },
  expiry: { path: "M0 .5 6.5 7 0 13.5-6.5 7z", tone: "refused" },
  rotation: { path: "M-5 7a5 5 0 1 0 10 0a5 5 0 1 0-10 0z", tone: "ok" },
} as const;

export type Lane = {
  readonly kind: keyof typeof SHAPES;
  readonly name: string;
  readonly events: readonly LaneEvent[];
  /** Where several events of the lane are seen together. */
  readonly href?: string;
};

type Props = {
  label: string;
  /** Epoch milliseconds: now, and how far it is looked ahead. */
  from: number;
  to: number;
  lanes: readonly Lane[];
};

/** What comes up, a lane a kind on one line of time; where there is no room for lanes, a list in the order of time. */
export function TimeLine({ label, from, to, lanes }: Props) {
  const isLocal = useLocalTime();
  const all = lanes.flatMap((lane) => lane.events.map((event) => ({ ...event, lane }))).toSorted((one, other) => one.at - other.at);
  const end = from + (to - from) / LANE_SHARE;
  const weeks = mondays(from, end, isLocal);
  return (
    <figure className="chart-box" aria-label={label}>
      <div className="lanes">
        {lanes.map((lane) => (
          <div key={lane.kind} className="lane">
            <span className="lane-name">{lane.name}</span>
            {/* biome-ignore lint/a11y/useSemanticElements: a drawing with links in it */}
            <svg className="chart" height="32" role="group" aria-label={lane.name}>
              <line className="axis" x1="0" x2="0" y1="0" y2="32" />
              {weeks.map((week) => (
                <line key={week} className="grid" x1={percent(week, from, end)} x2={percent(week, from, end)} y1="0" y2="32" />
              ))}
              <line className="axis" x1="0" x2="100%" y1="16" y2="16" strokeDasharray="1 3" />
              {marksOf(lane.events, from, to).map((mark) => (
                <Mark key={mark.events[0]?.id} lane={lane} mark={mark} isLocal={isLocal} />
              ))}
            </svg>
          </div>
        ))}
        <div className="lane" aria-hidden="true">
          <span />
          <svg className="chart" height="16" aria-hidden="true">
            <text x="0" y="13">
              {chartWords.today}
            </text>
            {weeks
              .filter((week) => shareOf(week, from, end) > 0.06 && shareOf(week, from, end) < 0.95)
              .map((week) => (
                <text key={week} x={percent(week, from, end)} y="13">
                  {chartDay(week, isLocal)}
                </text>
              ))}
          </svg>
        </div>
        <FigureTable
          caption={label}
          columns={[chartWords.name, chartWords.event, chartWords.date]}
          rows={all.map(({ name, lane, at }) => [name, lane.name, chartWords.at(at, isLocal)])}
        />
      </div>
      <ol className="lanes-list">
        {all.map(({ id, name, at, href, lane }) => (
          <li key={`${lane.kind} ${id}`}>
            <svg className="swatch chart" viewBox="-7 0 14 14" aria-hidden="true">
              <path className={SHAPES[lane.kind].tone} d={SHAPES[lane.kind].path} />
            </svg>
            <Named href={href} className="name cut" whole={name}>
              {name}
            </Named>
            <span className="muted">{lane.name}</span>
            <time dateTime={new Date(at).toISOString()}>{chartDay(at, isLocal)}</time>
          </li>
        ))}
      </ol>
    </figure>
  );
}

function Mark({ lane, mark, isLocal }: { lane: Lane; mark: LaneMark; isLocal: boolean }) {
  const { events, place, room } = mark;
  const [first, last] = [events[0], events.at(-1)];
  if (!first || !last) return null;
  const { path, tone } = SHAPES[lane.kind];
  const isOne = events.length === 1;
  const date = isOne ? chartDay(first.at, isLocal) : chartWords.days(first.at, last.at, isLocal);
  const whole = isOne ? `${first.name}, ${chartWords.at(first.at, isLocal)}` : events.map(({ name }) => name).join(", ");
  return (
    <svg x={`${Math.round(place * 100_000) / 1000}%`} overflow="visible" role="presentation">
      <Named href={isOne ? first.href : lane.href} className="lane-mark" tip={whole}>
        <path className={`ev-mark ${tone}`} d={path} transform="translate(0 9)" />
        <text className="ev-text" x="11" y="20">
          {isOne ? cutName(first.name, room) : chartWords.keys(events.length)} <tspan className="ev-date">{date}</tspan>
        </text>
      </Named>
    </svg>
  );
}

type NamedProps = { href: string | undefined; className: string; tip?: string; whole?: string; children: React.ReactNode };

/** A link where there is something to go to. */
function Named({ href, className, tip, whole, children }: NamedProps) {
  if (href)
    return (
      <Link href={href} prefetch={false} className={className} data-tip={tip} data-whole={whole}>
        {children}
      </Link>
    );
  return tip === undefined ? (
    <span className={className} data-whole={whole}>
      {children}
    </span>
  ) : (
    <g className={className} data-tip={tip}>
      {children}
    </g>
  );
}
