#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "ort/machine.h"

namespace ortool {

/// What a machine can do at best, as a JSON object of the schema "ortool.hardware/1": `cpu` is its name, `measured_at`
/// the time in UTC ("2026-01-31T12:00:00Z"). Rates are in 10^9 a second.
nlohmann::ordered_json hardware_json(const std::string& cpu, const std::string& measured_at,
                                     const ort::MachineRates& rates);

/// Whether others took CPUs away while it was measured: figures may be too low.
bool is_disturbed(const nlohmann::ordered_json& hardware);

/// Such an object for a reader. Throws nlohmann's exceptions for an object that is none.
std::string hardware_text(const nlohmann::ordered_json& hardware);

}  // namespace ortool
