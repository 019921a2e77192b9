import { describeFailing } from "./contract-failing";

describeFailing("NSS softokn", ["CKR_GENERAL_ERROR", "CKR_SESSION_HANDLE_INVALID"], ["fail"]);
