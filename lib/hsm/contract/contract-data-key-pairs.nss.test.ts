import { describeDataKeyPairContract } from "./contract-data-key-pairs";

describeDataKeyPairContract("NSS softokn", ["ECC_SECG_P256K1"]);
