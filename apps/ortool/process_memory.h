#pragma once

namespace ortool {

/// Lets the peak of this process's memory begin anew at what is resident now. False where the system does not allow it.
bool reset_peak_resident();

}  // namespace ortool
