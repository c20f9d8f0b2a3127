#pragma once

#include <cstdint>

namespace ortool {

/// Most memory that this process ever had resident (VmHWM, not of its parent before it), since the last successful
/// `reset_peak_resident`; 0 where the system does not tell.
int64_t peak_resident_bytes();

/// Memory that this process has resident now (VmRSS); 0 where the system does not tell.
int64_t resident_bytes();

/// Lets the peak begin anew at what is resident now. False where the system does not allow it.
bool reset_peak_resident();

}  // namespace ortool
