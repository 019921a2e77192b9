"use client";
import { CircleCheck, CircleMinus, Ellipsis, Pencil, Trash2 } from "lucide-react";
import { inMilliseconds, type OwnAccessKey } from "#components/credentials/own-things";
import { CopyButton } from "#components/patterns/copy-button";
import type { Column } from "#components/patterns/data-table/column";
import { DataTable } from "#components/patterns/data-table/data-table";
import { Mark } from "#components/patterns/mark";
import { Time } from "#components/patterns/time";
import { Button } from "#components/ui/button";
import { MenuButton } from "#components/ui/menu";
import type { Project } from "#lib/console/project";
import { accessKeyWords, credentialsWords } from "#lib/console/words/credentials-words";

type Props = {
  accessKeys: readonly OwnAccessKey[];
  projects: readonly Project[];
  isPending: boolean;
  /** It is as wide as the page. */
  isPage: boolean;
  onToggle: (accessKey: OwnAccessKey) => void;
  onDescribe: (accessKey: OwnAccessKey) => void;
  onDelete: (accessKey: OwnAccessKey) => void;
};

/** Name of what a key is bound to; its ID where the person may not enter it any more. */
export function boundTo({ project_id: projectId }: OwnAccessKey, projects: readonly Project[]): string {
  if (!projectId) return accessKeyWords.anyProject;
  return projects.find(({ id }) => id === projectId)?.name ?? projectId;
}

/** Access keys, oldest first: what is likeliest in the row, what is final in its menu. */
export function AccessKeyTable({ accessKeys, projects, isPending, isPage, onToggle, onDescribe, onDelete }: Props) {
  const columns: readonly Column<OwnAccessKey>[] = [
    {
      id: "access",
      label: accessKeyWords.id,
      className: "c-access",
      narrow: "name",
      cell: ({ access }) => (
        <span className="cell cell-tight">
          <span className="mono cut" data-whole={access}>
            {access}
          </span>
          <CopyButton text={access} what={accessKeyWords.id} />
        </span>
      ),
    },
    {
      id: "status",
      label: accessKeyWords.status,
      className: "c-96",
      narrow: "aside",
      cell: (accessKey) => <Status accessKey={accessKey} />,
    },
    {
      id: "description",
      label: accessKeyWords.description,
      narrow: "fact",
      cell: ({ description }) => (
        <bdi className="cut block text-left muted" data-whole={description}>
          {description}
        </bdi>
      ),
    },
    {
      id: "project",
      label: accessKeyWords.project,
      className: "c-112 hide-small",
      cell: (accessKey) => (
        <span className="cut block muted" data-whole={boundTo(accessKey, projects)}>
          {boundTo(accessKey, projects)}
        </span>
      ),
    },
    {
      id: "created",
      label: credentialsWords.created,
      className: "c-96 hide-medium",
      cell: ({ create_time }) => <Time milliseconds={inMilliseconds(create_time)} />,
    },
    {
      id: "used",
      label: credentialsWords.lastUsed,
      className: "c-112",
      cell: ({ create_time, last_use_time }) =>
        last_use_time && last_use_time !== create_time ? (
          <Time milliseconds={inMilliseconds(last_use_time)} />
        ) : (
          <span className="faint">{credentialsWords.never}</span>
        ),
    },
    {
      id: "operation",
      label: credentialsWords.operation,
      className: "c-112",
      narrow: "operations",
      cell: (accessKey) => (
        <span className="cell-ops">
          <Button kind="quiet" size="s" aria-description={accessKey.access} isPending={isPending} onClick={() => onToggle(accessKey)}>
            {accessKey.status === "active" ? accessKeyWords.disable : accessKeyWords.enable}
          </Button>
          <MenuButton
            className="btn btn-quiet btn-icon btn-s"
            label={credentialsWords.more(accessKey.access)}
            align="end"
            entries={() => [
              {
                kind: "action",
                id: "toggle",
                label: accessKey.status === "active" ? accessKeyWords.disable : accessKeyWords.enable,
                icon: accessKey.status === "active" ? <CircleMinus className="i" aria-hidden /> : <CircleCheck className="i" aria-hidden />,
                onSelect: () => onToggle(accessKey),
              },
              {
                kind: "action",
                id: "describe",
                label: accessKeyWords.describe,
                icon: <Pencil className="i" aria-hidden />,
                onSelect: () => onDescribe(accessKey),
              },
              {
                kind: "action",
                id: "delete",
                label: accessKeyWords.remove,
                icon: <Trash2 className="i" aria-hidden />,
                isDestructive: true,
                onSelect: () => onDelete(accessKey),
              },
            ]}
          >
            <Ellipsis className="i" aria-hidden />
          </MenuButton>
        </span>
      ),
    },
  ];
  return (
    <DataTable
      label={accessKeyWords.title}
      isPage={isPage}
      className={isPage ? "table-lines panel-table identity-table cred-table" : "table-lines cred-table"}
      columns={columns}
      rows={accessKeys}
      rowKey={({ access }) => access}
    />
  );
}

function Status({ accessKey: { status } }: { accessKey: OwnAccessKey }) {
  const isEnabled = status === "active";
  return (
    <span className="state">
      <Mark shape={isEnabled ? "ok" : "disabled"} tone={isEnabled ? "positive" : "plain"} />
      {isEnabled ? accessKeyWords.enabled : accessKeyWords.disabled}
    </span>
  );
}
