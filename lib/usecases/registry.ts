/** Binds every operation of the catalog to its use-case. A missing one, or one of another's shape, does not compile. */
import type { OperationName } from "#lib/operations/catalog";
import { describePrincipals } from "./access/describe-principals";
import { listKeyAccess } from "./access/list-of-key";
import { associateAlias } from "./alias/associate";
import { createAlias } from "./alias/create";
import { deleteAliases } from "./alias/delete";
import { listAliases } from "./alias/list";
import { decryptData } from "./data/decrypt";
import { encryptData } from "./data/encrypt";
import { reEncrypt } from "./data/re-encrypt";
import { createDatakey } from "./data-key/create";
import { createEcDatakeyPair, createRsaDatakeyPair } from "./data-key/create-pair";
import { createDatakeyWithoutPlaintext } from "./data-key/create-without-plaintext";
import { decryptDatakey } from "./data-key/decrypt";
import { encryptDatakey } from "./data-key/encrypt";
import { createGrant } from "./grant/create";
import { listGrants } from "./grant/list";
import { listRetirableGrants } from "./grant/list-retirable";
import { retireGrant } from "./grant/retire";
import { revokeGrant } from "./grant/revoke";
import { describeCatalog } from "./identity/caller/describe-catalog";
import { listOwnAccounts } from "./identity/caller/list-accounts";
import { listOwnProjects } from "./identity/caller/list-projects";
import { listRegions } from "./identity/caller/list-regions";
import { createAccessKey } from "./identity/credential/create";
import { deleteAccessKey } from "./identity/credential/delete";
import { getAccessKey } from "./identity/credential/get";
import { listAccessKeys } from "./identity/credential/list";
import { updateAccessKey } from "./identity/credential/update";
import { addPasskey, beginAssertion, beginPasskey, listPasskeys, removePasskey, renamePasskey } from "./identity/factor/passkeys";
import { createRecoveryCodes, showRecoveryCodes } from "./identity/factor/recovery-codes";
import { getSecondFactorRequired, listSecondFactorsRequired, setSecondFactorRequired } from "./identity/factor/required";
import { bindMfa, confirmMfa, createVirtualMfa, deleteVirtualMfa, listMfas, showMfaOfUser, unbindMfa } from "./identity/factor/virtual-mfa";
import { addUserToGroup } from "./identity/group/add-user";
import { checkUserInGroup } from "./identity/group/check-user";
import { createGroup } from "./identity/group/create";
import { deleteGroup } from "./identity/group/delete";
import { getGroup } from "./identity/group/get";
import { listGroups } from "./identity/group/list";
import { listUsersOfGroup } from "./identity/group/list-members";
import { removeUserFromGroup } from "./identity/group/remove-user";
import { updateGroup } from "./identity/group/update";
import { createPolicy, deletePolicy, updatePolicy } from "./identity/policy/change";
import { describeRights } from "./identity/policy/describe-rights";
import { listPoliciesOfUser } from "./identity/policy/list-of-user";
import { getPolicy, listPolicies } from "./identity/policy/read";
import { tryAccess } from "./identity/policy/try-access";
import { createProject } from "./identity/project/create";
import { getProject } from "./identity/project/get";
import { listProjects, listProjectsOfUser } from "./identity/project/list";
import { updateProject } from "./identity/project/update";
import { assignRoleInAccount, assignRoleInAllProjects, assignRoleInProject } from "./identity/role/assign";
import { checkRoleInAccount, checkRoleInAllProjects, checkRoleInProject } from "./identity/role/check";
import { getRole } from "./identity/role/get";
import { listRoles } from "./identity/role/list";
import { listRoleAssignments, listRolesInAccount, listRolesInAllProjects, listRolesInProject } from "./identity/role/list-assigned";
import { unassignRoleInAccount, unassignRoleInAllProjects, unassignRoleInProject } from "./identity/role/unassign";
import { deleteSavedQuery, listSavedQueries, saveQuery } from "./identity/saved-query/saved-queries";
import { endOtherSessions, endOwnSession } from "./identity/session/end";
import { listOwnSessions } from "./identity/session/list";
import { stepUp } from "./identity/session/step-up";
import { createToken } from "./identity/token/create";
import { deleteToken } from "./identity/token/delete";
import { describeToken } from "./identity/token/describe";
import { changeOwnPassword } from "./identity/user/change-own-password";
import { createUser, createUserWithProfile } from "./identity/user/create";
import { deleteUser } from "./identity/user/delete";
import { getUser, getUserProfile } from "./identity/user/get";
import { listUserProfiles, listUsers } from "./identity/user/list";
import { listGroupsOfUser } from "./identity/user/list-groups";
import { updateUser, updateUserProfile } from "./identity/user/update";
import { cancelKeyDeletion } from "./key/cancel-deletion";
import { changeKeys } from "./key/change-many";
import { createKey } from "./key/create";
import { describeKey } from "./key/describe";
import { disableKey } from "./key/disable";
import { enableKey } from "./key/enable";
import { listKeys } from "./key/list";
import { listDeletedKeys } from "./key/list-deleted";
import { deleteKeyRiskTips } from "./key/risk-tips";
import { scheduleKeyDeletion } from "./key/schedule-deletion";
import { searchKeys } from "./key/search";
import { updateKeyAlias } from "./key/update-alias";
import { updateKeyDescription } from "./key/update-description";
import { showCheckpoint } from "./log/show-checkpoint";
import { showAuditKey } from "./log/show-key";
import { generateMac } from "./mac/generate";
import { verifyMac } from "./mac/verify";
import { deleteImportedKeyMaterial } from "./material/delete";
import { getParametersForImport } from "./material/get-parameters";
import { importKeyMaterial } from "./material/import";
import { describeOverview } from "./overview/describe";
import { userInstances } from "./quota/user-instances";
import { userQuotas } from "./quota/user-quotas";
import { genRandom } from "./random/generate";
import { disableKeyRotation } from "./rotation/disable";
import { enableKeyRotation } from "./rotation/enable";
import { getKeyRotationStatus } from "./rotation/get-status";
import { replaceKey } from "./rotation/replace-key";
import { rotateOnDemand } from "./rotation/rotate-on-demand";
import { updateKeyRotationInterval } from "./rotation/update-interval";
import { getPublickey } from "./signature/get-public-key";
import { sign } from "./signature/sign";
import { verify } from "./signature/verify";
import { describeSystem } from "./system/describe";
import { listSupportRegions } from "./system/list-support-regions";
import { batchKeyTags } from "./tag/batch";
import { createKeyTag } from "./tag/create";
import { deleteKeyTag } from "./tag/delete";
import { listKeyTags } from "./tag/list";
import { listProjectTags } from "./tag/list-of-project";
import { searchByTags } from "./tag/search";
import { suggestTags } from "./tag/suggest";
import { countTraces } from "./trace/count";
import { exportTraces } from "./trace/export";
import { listTraces } from "./trace/list";
import { showReceipt } from "./trace/receipt";
import { showTrace } from "./trace/show";
import { listKeyCallers } from "./use/callers";
import { getKeyLastUsage } from "./use/last-usage";
import { startShadowDisable, stopShadowDisable } from "./use/shadow";
import type { UseCase } from "./use-case";

export const REGISTRY = {
  createKey,
  listKeys,
  searchKeys,
  describeKey,
  updateKeyAlias,
  updateKeyDescription,
  enableKey,
  disableKey,
  scheduleKeyDeletion,
  cancelKeyDeletion,
  deleteKeyRiskTips,
  listDeletedKeys,
  getKeyLastUsage,
  listKeyCallers,
  startShadowDisable,
  stopShadowDisable,
  encryptData,
  decryptData,
  reEncrypt,
  createDatakey,
  createDatakeyWithoutPlaintext,
  encryptDatakey,
  decryptDatakey,
  createRsaDatakeyPair,
  createEcDatakeyPair,
  sign,
  verify,
  getPublickey,
  generateMac,
  verifyMac,
  getParametersForImport,
  importKeyMaterial,
  deleteImportedKeyMaterial,
  enableKeyRotation,
  updateKeyRotationInterval,
  disableKeyRotation,
  getKeyRotationStatus,
  rotateOnDemand,
  replaceKey,
  genRandom,
  userInstances,
  userQuotas,
  listSupportRegions,
  describeSystem,
  describeOverview,
  listTraces,
  showTrace,
  showReceipt,
  countTraces,
  exportTraces,
  showAuditKey,
  showCheckpoint,
  listSavedQueries,
  saveQuery,
  deleteSavedQuery,
  describePrincipals,
  listKeyAccess,
  createKeyTag,
  deleteKeyTag,
  batchKeyTags,
  listKeyTags,
  listProjectTags,
  suggestTags,
  searchByTags,
  changeKeys,
  createAlias,
  associateAlias,
  deleteAliases,
  listAliases,
  createAccessKey,
  listAccessKeys,
  getAccessKey,
  updateAccessKey,
  deleteAccessKey,
  createGrant,
  listGrants,
  listRetirableGrants,
  revokeGrant,
  retireGrant,
  createUser,
  createUserWithProfile,
  listUserProfiles,
  listUsers,
  getUser,
  getUserProfile,
  updateUser,
  updateUserProfile,
  changeOwnPassword,
  deleteUser,
  listGroupsOfUser,
  createGroup,
  listGroups,
  getGroup,
  updateGroup,
  deleteGroup,
  listUsersOfGroup,
  addUserToGroup,
  checkUserInGroup,
  removeUserFromGroup,
  createProject,
  listProjects,
  getProject,
  updateProject,
  listProjectsOfUser,
  listRoles,
  getRole,
  listRolesInProject,
  listRolesInAccount,
  assignRoleInProject,
  listRolesInAllProjects,
  checkRoleInProject,
  checkRoleInAccount,
  checkRoleInAllProjects,
  assignRoleInAccount,
  assignRoleInAllProjects,
  unassignRoleInProject,
  unassignRoleInAccount,
  unassignRoleInAllProjects,
  listPolicies,
  getPolicy,
  createPolicy,
  updatePolicy,
  deletePolicy,
  listRoleAssignments,
  listPoliciesOfUser,
  describeRights,
  tryAccess,
  listOwnSessions,
  endOwnSession,
  endOtherSessions,
  stepUp,
  createVirtualMfa,
  bindMfa,
  confirmMfa,
  unbindMfa,
  deleteVirtualMfa,
  showMfaOfUser,
  listMfas,
  createRecoveryCodes,
  showRecoveryCodes,
  beginPasskey,
  addPasskey,
  listPasskeys,
  renamePasskey,
  removePasskey,
  beginAssertion,
  getSecondFactorRequired,
  listSecondFactorsRequired,
  setSecondFactorRequired,
  createToken,
  describeToken,
  deleteToken,
  describeCatalog,
  listOwnProjects,
  listOwnAccounts,
  listRegions,
} satisfies { [N in OperationName]: UseCase<N> };
