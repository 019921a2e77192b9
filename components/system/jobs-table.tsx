import { Health } from "#components/patterns/health";
import { Time } from "#components/patterns/time";
import { count } from "#lib/console/words/plural";
import { jobWords } from "#lib/console/words/rotation-words";
import { JOBS } from "#lib/domain/job";
import type { ReplyOf } from "#lib/wire/catalog";

type Job = ReplyOf<"describeSystem">["jobs"][number];

/** What happens without anybody calling, and how it fares. */
export function JobsTable({ jobs }: { jobs: readonly Job[] }) {
  return (
    <section aria-label={jobWords.title}>
      <h2 className="mt-8 mb-1">{jobWords.title}</h2>
      <p className="mb-3 text-sm text-muted">{jobWords.lead}</p>
      <ul className="panel grid">
        {jobs.map((job) => (
          <li key={job.name} className="border-b border-line p-5 last:border-b-0">
            <div className="flex flex-wrap items-center justify-between gap-3">
              <h3 className="font-semibold">{JOBS[job.name].label}</h3>
              <Health status={job.status} label={job.status === "failing" ? jobWords.failing(job.failures_in_a_row) : undefined} />
            </div>
            <dl className="facts mt-3">
              <Fact label={jobWords.last} time={job.last_run} />
              <Fact label={jobWords.next} time={job.next_run} />
              <div>
                <dt>{jobWords.failures}</dt>
                <dd>{count(job.failures)}</dd>
              </div>
              {job.last_failure ? <Fact label={jobWords.lastFailure} time={job.last_failure} text={job.failure} /> : null}
            </dl>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Fact({ label, time, text }: { label: string; time: string; text?: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {time ? <Time milliseconds={time} /> : jobWords.never}
        {text ? <span className="block text-xs text-muted">{text}</span> : null}
      </dd>
    </div>
  );
}
