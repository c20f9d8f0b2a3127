#pragma once

namespace ort {

class OpRegistry;

/// One function per operator family, in the file of that name; `register.cc` calls them all.
void define_all_operators(OpRegistry& ops);

}  // namespace ort
