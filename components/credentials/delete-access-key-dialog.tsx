"use client";
import type { RefObject } from "react";
import { boundTo } from "#components/credentials/access-key-table";
import { ConfirmOwn } from "#components/credentials/confirm-own";
import type { OwnAccessKey } from "#components/credentials/own-things";
import type { Project } from "#lib/console/project";
import { deleteOwnAccessKey } from "#lib/console/server/actions/own-access-keys";
import { accessKeyWords } from "#lib/console/words/credentials-words";

type Props = {
  accessKey: OwnAccessKey;
  projects: readonly Project[];
  nextFocus: RefObject<HTMLElement | null>;
  onClose: () => void;
};

/** Delete Access Key: which it is, and what stops. */
export default function DeleteAccessKeyDialog({ accessKey, projects, nextFocus, onClose }: Props) {
  return (
    <ConfirmOwn
      title={accessKeyWords.removeTitle}
      lead={accessKeyWords.removeLead}
      done={accessKeyWords.deletedDone}
      run={() => deleteOwnAccessKey(accessKey.access)}
      nextFocus={nextFocus}
      onClose={onClose}
    >
      <dl className="pairs stake">
        <dt>{accessKeyWords.id}</dt>
        <dd>
          <code className="min-w-0 wrap-anywhere">{accessKey.access}</code>
        </dd>
        <dt>{accessKeyWords.description}</dt>
        <dd>
          <bdi className="min-w-0 wrap-anywhere">{accessKey.description}</bdi>
        </dd>
        <dt>{accessKeyWords.project}</dt>
        <dd>{boundTo(accessKey, projects)}</dd>
      </dl>
    </ConfirmOwn>
  );
}
