// Bluetooth. No header of the system has these: they are BlueZ's, as the kernel's net/bluetooth/*.h number them.
import { constant } from "./constant.ts";

// Protocols.
export const BTPROTO_L2CAP: number = constant("BTPROTO_L2CAP");
export const BTPROTO_HCI: number = constant("BTPROTO_HCI");
export const BTPROTO_SCO: number = constant("BTPROTO_SCO");
export const BTPROTO_RFCOMM: number = constant("BTPROTO_RFCOMM");
export const BTPROTO_BNEP: number = constant("BTPROTO_BNEP");
export const BTPROTO_CMTP: number = constant("BTPROTO_CMTP");
export const BTPROTO_HIDP: number = constant("BTPROTO_HIDP");
export const BTPROTO_AVDTP: number = constant("BTPROTO_AVDTP");
export const BTPROTO_ISO: number = constant("BTPROTO_ISO");

// Kinds of addresses.
export const BDADDR_BREDR: number = constant("BDADDR_BREDR");
export const BDADDR_LE_PUBLIC: number = constant("BDADDR_LE_PUBLIC");
export const BDADDR_LE_RANDOM: number = constant("BDADDR_LE_RANDOM");

// Options at SOL_BLUETOOTH.
export const BT_CHANNEL_POLICY_BREDR_ONLY: number = constant("BT_CHANNEL_POLICY_BREDR_ONLY");
export const BT_FLUSHABLE_OFF: number = constant("BT_FLUSHABLE_OFF");
export const BT_MODE_BASIC: number = constant("BT_MODE_BASIC");
export const BT_POWER_FORCE_ACTIVE_OFF: number = constant("BT_POWER_FORCE_ACTIVE_OFF");
export const BT_SECURITY_SDP: number = constant("BT_SECURITY_SDP");
export const BT_CHANNEL_POLICY_BREDR_PREFERRED: number = constant("BT_CHANNEL_POLICY_BREDR_PREFERRED");
export const BT_FLUSHABLE_ON: number = constant("BT_FLUSHABLE_ON");
export const BT_MODE_ERTM: number = constant("BT_MODE_ERTM");
export const BT_PHY_BR_1M_1SLOT: number = constant("BT_PHY_BR_1M_1SLOT");
export const BT_POWER_FORCE_ACTIVE_ON: number = constant("BT_POWER_FORCE_ACTIVE_ON");
export const BT_SECURITY_LOW: number = constant("BT_SECURITY_LOW");
export const BT_CHANNEL_POLICY_AMP_PREFERRED: number = constant("BT_CHANNEL_POLICY_AMP_PREFERRED");
export const BT_MODE_STREAMING: number = constant("BT_MODE_STREAMING");
export const BT_PHY_BR_1M_3SLOT: number = constant("BT_PHY_BR_1M_3SLOT");
export const BT_SECURITY_MEDIUM: number = constant("BT_SECURITY_MEDIUM");
export const BT_MODE_LE_FLOWCTL: number = constant("BT_MODE_LE_FLOWCTL");
export const BT_SECURITY_HIGH: number = constant("BT_SECURITY_HIGH");
export const BT_VOICE_TRANSPARENT: number = constant("BT_VOICE_TRANSPARENT");
export const BT_MODE_EXT_FLOWCTL: number = constant("BT_MODE_EXT_FLOWCTL");
export const BT_PHY_BR_1M_5SLOT: number = constant("BT_PHY_BR_1M_5SLOT");
export const BT_SECURITY: number = constant("BT_SECURITY");
export const BT_SECURITY_FIPS: number = constant("BT_SECURITY_FIPS");
export const BT_DEFER_SETUP: number = constant("BT_DEFER_SETUP");
export const BT_FLUSHABLE: number = constant("BT_FLUSHABLE");
export const BT_PHY_EDR_2M_1SLOT: number = constant("BT_PHY_EDR_2M_1SLOT");
export const BT_POWER: number = constant("BT_POWER");
export const BT_CHANNEL_POLICY: number = constant("BT_CHANNEL_POLICY");
export const BT_VOICE: number = constant("BT_VOICE");
export const BT_SNDMTU: number = constant("BT_SNDMTU");
export const BT_RCVMTU: number = constant("BT_RCVMTU");
export const BT_PHY: number = constant("BT_PHY");
export const BT_MODE: number = constant("BT_MODE");
export const BT_PHY_EDR_2M_3SLOT: number = constant("BT_PHY_EDR_2M_3SLOT");
export const BT_PKT_STATUS: number = constant("BT_PKT_STATUS");
export const BT_ISO_QOS: number = constant("BT_ISO_QOS");
export const BT_CODEC: number = constant("BT_CODEC");
export const BT_PHY_EDR_2M_5SLOT: number = constant("BT_PHY_EDR_2M_5SLOT");
export const BT_PHY_EDR_3M_1SLOT: number = constant("BT_PHY_EDR_3M_1SLOT");
export const BT_VOICE_CVSD_16BIT: number = constant("BT_VOICE_CVSD_16BIT");
export const BT_VOICE_TRANSPARENT_16BIT: number = constant("BT_VOICE_TRANSPARENT_16BIT");
export const BT_PHY_EDR_3M_3SLOT: number = constant("BT_PHY_EDR_3M_3SLOT");
export const BT_PHY_EDR_3M_5SLOT: number = constant("BT_PHY_EDR_3M_5SLOT");
export const BT_PHY_LE_1M_TX: number = constant("BT_PHY_LE_1M_TX");
export const BT_PHY_LE_1M_RX: number = constant("BT_PHY_LE_1M_RX");
export const BT_PHY_LE_2M_TX: number = constant("BT_PHY_LE_2M_TX");
export const BT_PHY_LE_2M_RX: number = constant("BT_PHY_LE_2M_RX");
export const BT_PHY_LE_CODED_TX: number = constant("BT_PHY_LE_CODED_TX");
export const BT_PHY_LE_CODED_RX: number = constant("BT_PHY_LE_CODED_RX");

// HCI.
export const HCI_CHANNEL_RAW: number = constant("HCI_CHANNEL_RAW");
export const HCI_CHANNEL_USER: number = constant("HCI_CHANNEL_USER");
export const HCI_DATA_DIR: number = constant("HCI_DATA_DIR");
export const HCI_CHANNEL_MONITOR: number = constant("HCI_CHANNEL_MONITOR");
export const HCI_FILTER: number = constant("HCI_FILTER");
export const HCI_CHANNEL_CONTROL: number = constant("HCI_CHANNEL_CONTROL");
export const HCI_TIME_STAMP: number = constant("HCI_TIME_STAMP");
export const HCI_CHANNEL_LOGGING: number = constant("HCI_CHANNEL_LOGGING");
export const HCI_DEV_NONE: number = constant("HCI_DEV_NONE");

// L2CAP, RFCOMM, SCO.
export const L2CAP_LM_MASTER: number = constant("L2CAP_LM_MASTER");
export const L2CAP_OPTIONS: number = constant("L2CAP_OPTIONS");
export const RFCOMM_LM_MASTER: number = constant("RFCOMM_LM_MASTER");
export const SCO_OPTIONS: number = constant("SCO_OPTIONS");
export const L2CAP_CONNINFO: number = constant("L2CAP_CONNINFO");
export const L2CAP_LM_AUTH: number = constant("L2CAP_LM_AUTH");
export const RFCOMM_LM_AUTH: number = constant("RFCOMM_LM_AUTH");
export const SCO_CONNINFO: number = constant("SCO_CONNINFO");
export const L2CAP_LM: number = constant("L2CAP_LM");
export const RFCOMM_LM: number = constant("RFCOMM_LM");
export const L2CAP_LM_ENCRYPT: number = constant("L2CAP_LM_ENCRYPT");
export const RFCOMM_LM_ENCRYPT: number = constant("RFCOMM_LM_ENCRYPT");
export const L2CAP_LM_TRUSTED: number = constant("L2CAP_LM_TRUSTED");
export const RFCOMM_LM_TRUSTED: number = constant("RFCOMM_LM_TRUSTED");
export const L2CAP_LM_RELIABLE: number = constant("L2CAP_LM_RELIABLE");
export const RFCOMM_LM_RELIABLE: number = constant("RFCOMM_LM_RELIABLE");
export const L2CAP_LM_SECURE: number = constant("L2CAP_LM_SECURE");
export const RFCOMM_LM_SECURE: number = constant("RFCOMM_LM_SECURE");
// Addresses.
export const BDADDR_ANY: string = "00:00:00:00:00:00";
export const BDADDR_LOCAL: string = "00:00:00:FF:FF:FF";
