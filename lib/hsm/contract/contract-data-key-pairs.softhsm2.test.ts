import { describeDataKeyPairContract } from "./contract-data-key-pairs";

describeDataKeyPairContract("SoftHSM2", []);
