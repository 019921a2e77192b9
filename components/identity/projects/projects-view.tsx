"use client";
import dynamic from "next/dynamic";
import { useMemo, useState } from "react";
import { EnabledState } from "#components/identity/enabled-state";
import { ListView } from "#components/identity/list-view";
import type { ProjectRow } from "#components/identity/projects/project-row";
import { useAccountQuery } from "#components/identity/use-account-query";
import { CopyButton } from "#components/patterns/copy-button";
import type { Column } from "#components/patterns/data-table/column";
import { MiddleCut } from "#components/patterns/middle-cut";
import { usePlace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { regionOf } from "#lib/console/browser/identity/project-input";
import { useWanted } from "#lib/console/browser/wanted";
import { identityWords } from "#lib/console/words/identity/identity-words";
import { projectWords } from "#lib/console/words/identity/project-words";
import { count } from "#lib/console/words/plural";
import { words } from "#lib/console/words/words";
import { toRegion } from "#lib/domain/identity/region";

const ProjectDialog = dynamic(() => import("#components/identity/projects/project-dialog"), { ssr: false });
const SwitchProjectDialog = dynamic(() => import("#components/identity/projects/switch-project-dialog"), { ssr: false });

/** What is open above the list. */
type Opened = { readonly kind: "create" } | { readonly kind: "edit" | "switch"; readonly project: ProjectRow };

const toTexts = ({ name, description, id }: ProjectRow) => [name, description, id];

/** The projects of the account, with how many keys are in each. */
export function ProjectsView() {
  const { mayDoInAccount } = usePlace();
  const { data, error, refetch } = useAccountQuery("listProjects", {});
  const [opened, setOpened] = useState<Opened | null>(null);
  const openCreate = useMemo(() => () => setOpened({ kind: "create" }), []);
  useWanted(useMemo(() => ({ "create-project": openCreate }), [openCreate]));
  const changeReason = mayDoInAccount.includes("updateProject") ? null : words.unavailable.permission;
  const columns = useMemo<readonly Column<ProjectRow>[]>(() => {
    const labels = projectWords.columns;
    return [
      {
        id: "name",
        label: labels.name,
        narrow: "name",
        cell: ({ name }) => (
          <span className="name">
            <MiddleCut text={name} />
          </span>
        ),
      },
      { id: "region", label: labels.region, className: "c-112 c-region", cell: ({ name }) => toRegion(name) },
      {
        id: "status",
        label: identityWords.status,
        className: "c-112",
        narrow: "fact",
        cell: ({ enabled }) => <EnabledState isEnabled={enabled} />,
      },
      {
        id: "keys",
        label: labels.keys,
        className: "c-keys",
        isNumber: true,
        cell: ({ key_count: keys }) => (keys === undefined ? null : count(keys)),
      },
      {
        id: "description",
        label: identityWords.description,
        className: "c-describes",
        cell: ({ description }) => (
          <bdi className="cut block" data-whole={description}>
            {description}
          </bdi>
        ),
      },
      {
        id: "id",
        label: projectWords.id,
        className: "c-project-id",
        cell: ({ id }) => (
          <span className="id-cell">
            <span className="mono cut muted" data-whole={id}>
              {id}
            </span>
            <CopyButton text={id} what={projectWords.id} />
          </span>
        ),
      },
      {
        id: "operation",
        label: identityWords.operation,
        className: "c-operations",
        narrow: "operations",
        cell: (project) => (
          <span className="cell-acts">
            <Button
              kind="quiet"
              size="s"
              className={project.enabled ? "btn-destroys" : ""}
              aria-description={project.name}
              reason={changeReason}
              onClick={() => setOpened({ kind: "switch", project })}
            >
              {project.enabled ? identityWords.disable : identityWords.enable}
            </Button>
            <Button
              kind="quiet"
              size="s"
              aria-description={project.name}
              reason={changeReason}
              onClick={() => setOpened({ kind: "edit", project })}
            >
              {identityWords.edit}
            </Button>
          </span>
        ),
      },
    ];
  }, [changeReason]);
  const close = () => setOpened(null);
  return (
    <>
      <ListView
        words={projectWords}
        rows={data?.projects}
        error={error}
        onRetry={() => void refetch()}
        columns={columns}
        texts={toTexts}
        createReason={mayDoInAccount.includes("createProject") ? null : words.unavailable.permission}
        onCreate={openCreate}
      />
      {opened?.kind === "create" ? <ProjectDialog region={regionOf(data?.projects ?? [])} onClose={close} /> : null}
      {opened?.kind === "edit" ? <ProjectDialog project={opened.project} region={regionOf(data?.projects ?? [])} onClose={close} /> : null}
      {opened?.kind === "switch" ? <SwitchProjectDialog project={opened.project} onClose={close} /> : null}
    </>
  );
}
