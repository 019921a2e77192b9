import { Fragment } from "react";
import { BackToKeys } from "#components/keys/details/back-to-keys";
import { CopyButton } from "#components/patterns/copy-button";
import { Moment } from "#components/patterns/moment";
import { detailsWords } from "#lib/console/words/details-words";
import { listWords } from "#lib/console/words/list-words";
import { deletedWords } from "#lib/console/words/rotation-words";
import type { ReplyOf } from "#lib/wire/catalog";

type Deleted = ReplyOf<"listDeletedKeys">["deleted_keys"][number];

/** What stays of a key that was destroyed on its scheduled day: who wanted it, when, what was destroyed. */
export function DeletedKey({ item }: { item: Deleted }) {
  const when = (time: string) => (time ? <Moment milliseconds={time} /> : deletedWords.unknown);
  const facts = [
    [detailsWords.alias, item.key_alias],
    [detailsWords.id, <Id key="id" id={item.key_id} />],
    [detailsWords.algorithm, `${item.key_spec} · ${item.key_usage}`],
    [detailsWords.origin, listWords.origins[item.origin]],
    [detailsWords.created, when(item.creation_date)],
    [deletedWords.requestedBy, item.requested_by_name || deletedWords.unknown],
    [deletedWords.requestedOn, when(item.requested_date)],
    [deletedWords.scheduledFor, when(item.scheduled_deletion_date)],
    [deletedWords.destroyedOn, when(item.deletion_date)],
    [deletedWords.proof, deletedWords.proofText(item.blobs_destroyed, item.blobs_left)],
  ] as const;
  const day = new Date(Number(item.deletion_date)).toISOString().slice(0, 10);
  return (
    <>
      <div className="head head-key">
        <div className="head-text">
          <BackToKeys />
          <h1>{deletedWords.title}</h1>
          <p className="dense muted">{deletedWords.lead(day)}</p>
        </div>
      </div>
      <div className="section system-part">
        <dl className="pairs" aria-label={deletedWords.facts}>
          {facts.map(([label, value]) => (
            <Fragment key={label}>
              <dt>{label}</dt>
              <dd className="wrap-anywhere">{value}</dd>
            </Fragment>
          ))}
        </dl>
      </div>
      <div className="section system-part">
        <h2>{deletedWords.versions}</h2>
        <ul className="mt-2 grid gap-2" aria-label={deletedWords.versions}>
          {item.versions.map((version) => (
            <li key={version.version} className="dense">
              <span className="strong">{version.version}</span> <span className="muted">· {when(version.create_time)}</span>
              {version.sha256 ? (
                <span className="block hint">
                  {deletedWords.digest} <span className="hash wrap-anywhere">{version.sha256}</span>
                </span>
              ) : null}
            </li>
          ))}
        </ul>
      </div>
    </>
  );
}

function Id({ id }: { id: string }) {
  return (
    <span className="flex items-center gap-1">
      <span className="mono min-w-0 text-xs">{id}</span>
      <CopyButton text={id} what={detailsWords.id} />
    </span>
  );
}
