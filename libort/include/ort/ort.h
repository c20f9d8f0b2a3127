#pragma once

/// Everything of libort's public API.
#include "ort/allocator.h"
#include "ort/data_type.h"
#include "ort/device.h"
#include "ort/dlpack.h"
#include "ort/enums.h"
#include "ort/environment.h"
#include "ort/error.h"
#include "ort/io_binding.h"
#include "ort/machine.h"
#include "ort/memory_plan.h"
#include "ort/observer.h"
#include "ort/onnx_data.h"
#include "ort/optimizer_report.h"
#include "ort/options.h"
#include "ort/session.h"
#include "ort/value.h"
