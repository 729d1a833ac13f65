// Bluetooth. No header of the system has these: they are BlueZ's, as the kernel's net/bluetooth/*.h number them.
#include "table.h"

// clang-format off
static const constant_t constants[] = {
    // Protocols.
    {"BTPROTO_L2CAP", 0}, {"BTPROTO_HCI", 1}, {"BTPROTO_SCO", 2}, {"BTPROTO_RFCOMM", 3}, {"BTPROTO_BNEP", 4},
    {"BTPROTO_CMTP", 5}, {"BTPROTO_HIDP", 6}, {"BTPROTO_AVDTP", 7}, {"BTPROTO_ISO", 8},
    // Kinds of addresses.
    {"BDADDR_BREDR", 0}, {"BDADDR_LE_PUBLIC", 1}, {"BDADDR_LE_RANDOM", 2},
    // Options at SOL_BLUETOOTH.
    {"BT_CHANNEL_POLICY_BREDR_ONLY", 0}, {"BT_FLUSHABLE_OFF", 0}, {"BT_MODE_BASIC", 0},
    {"BT_POWER_FORCE_ACTIVE_OFF", 0}, {"BT_SECURITY_SDP", 0}, {"BT_CHANNEL_POLICY_BREDR_PREFERRED", 1},
    {"BT_FLUSHABLE_ON", 1}, {"BT_MODE_ERTM", 1}, {"BT_PHY_BR_1M_1SLOT", 1}, {"BT_POWER_FORCE_ACTIVE_ON", 1},
    {"BT_SECURITY_LOW", 1}, {"BT_CHANNEL_POLICY_AMP_PREFERRED", 2}, {"BT_MODE_STREAMING", 2}, {"BT_PHY_BR_1M_3SLOT", 2},
    {"BT_SECURITY_MEDIUM", 2}, {"BT_MODE_LE_FLOWCTL", 3}, {"BT_SECURITY_HIGH", 3}, {"BT_VOICE_TRANSPARENT", 3},
    {"BT_MODE_EXT_FLOWCTL", 4}, {"BT_PHY_BR_1M_5SLOT", 4}, {"BT_SECURITY", 4}, {"BT_SECURITY_FIPS", 4},
    {"BT_DEFER_SETUP", 7}, {"BT_FLUSHABLE", 8}, {"BT_PHY_EDR_2M_1SLOT", 8}, {"BT_POWER", 9}, {"BT_CHANNEL_POLICY", 10},
    {"BT_VOICE", 11}, {"BT_SNDMTU", 12}, {"BT_RCVMTU", 13}, {"BT_PHY", 14}, {"BT_MODE", 15},
    {"BT_PHY_EDR_2M_3SLOT", 16}, {"BT_PKT_STATUS", 16}, {"BT_ISO_QOS", 17}, {"BT_CODEC", 19},
    {"BT_PHY_EDR_2M_5SLOT", 32}, {"BT_PHY_EDR_3M_1SLOT", 64}, {"BT_VOICE_CVSD_16BIT", 96},
    {"BT_VOICE_TRANSPARENT_16BIT", 99}, {"BT_PHY_EDR_3M_3SLOT", 128}, {"BT_PHY_EDR_3M_5SLOT", 256},
    {"BT_PHY_LE_1M_TX", 512}, {"BT_PHY_LE_1M_RX", 1024}, {"BT_PHY_LE_2M_TX", 2048}, {"BT_PHY_LE_2M_RX", 4096},
    {"BT_PHY_LE_CODED_TX", 0x2000}, {"BT_PHY_LE_CODED_RX", 0x4000},
    // HCI.
    {"HCI_CHANNEL_RAW", 0}, {"HCI_CHANNEL_USER", 1}, {"HCI_DATA_DIR", 1}, {"HCI_CHANNEL_MONITOR", 2}, {"HCI_FILTER", 2},
    {"HCI_CHANNEL_CONTROL", 3}, {"HCI_TIME_STAMP", 3}, {"HCI_CHANNEL_LOGGING", 4}, {"HCI_DEV_NONE", 0xffff},
    // L2CAP, RFCOMM, SCO.
    {"L2CAP_LM_MASTER", 1}, {"L2CAP_OPTIONS", 1}, {"RFCOMM_LM_MASTER", 1}, {"SCO_OPTIONS", 1}, {"L2CAP_CONNINFO", 2},
    {"L2CAP_LM_AUTH", 2}, {"RFCOMM_LM_AUTH", 2}, {"SCO_CONNINFO", 2}, {"L2CAP_LM", 3}, {"RFCOMM_LM", 3},
    {"L2CAP_LM_ENCRYPT", 4}, {"RFCOMM_LM_ENCRYPT", 4}, {"L2CAP_LM_TRUSTED", 8}, {"RFCOMM_LM_TRUSTED", 8},
    {"L2CAP_LM_RELIABLE", 16}, {"RFCOMM_LM_RELIABLE", 16}, {"L2CAP_LM_SECURE", 32}, {"RFCOMM_LM_SECURE", 32},
};
// clang-format on

void add_bluetooth_constants(napi_env env, napi_value object) {
  add_constants(env, object, constants, sizeof constants / sizeof *constants);
}
