# ort_embed_text(<target> HEADER profiler/html/page.h NAMESPACE ort::profiler CONSTANT kPageStyle FILES a.css b.css)
# Adds to <target> a source file, made when one of FILES changes, that defines `const std::string_view CONSTANT` of HEADER:
# the bytes of FILES, one after the other. Run as a script (cmake -P) this file writes that source file.
if(NOT CMAKE_SCRIPT_MODE_FILE)
  set(ORT_EMBED_TEXT_SCRIPT ${CMAKE_CURRENT_LIST_FILE})

  function(ort_embed_text target)
    cmake_parse_arguments(ARG "" "HEADER;NAMESPACE;CONSTANT" "FILES" ${ARGN})
    list(TRANSFORM ARG_FILES PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/)
    set(output ${CMAKE_CURRENT_BINARY_DIR}/${ARG_CONSTANT}.cc)
    add_custom_command(OUTPUT ${output}
      COMMAND ${CMAKE_COMMAND} -DOUTPUT=${output} -DHEADER=${ARG_HEADER} -DNAMESPACE=${ARG_NAMESPACE}
        -DCONSTANT=${ARG_CONSTANT} "-DFILES=${ARG_FILES}" -P ${ORT_EMBED_TEXT_SCRIPT}
      DEPENDS ${ARG_FILES} ${ORT_EMBED_TEXT_SCRIPT}
      COMMENT "Embedding ${ARG_CONSTANT}" VERBATIM)
    target_sources(${target} PRIVATE ${output})
  endfunction()
  return()
endif()

set(literals "")
foreach(file IN LISTS FILES)
  file(READ "${file}" text)
  string(FIND "${text}" ")ort_text\"" end)
  if(NOT end EQUAL -1)
    message(FATAL_ERROR "${file}: it holds the end mark of the literal that it is embedded in, )ort_text\"; write that otherwise")
  endif()
  string(APPEND literals "\n    R\"ort_text(${text})ort_text\"")
endforeach()
file(WRITE "${OUTPUT}.new"
  "#include \"${HEADER}\"\n\nnamespace ${NAMESPACE} {\n\nconst std::string_view ${CONSTANT} =${literals};\n\n}\n")
file(RENAME "${OUTPUT}.new" "${OUTPUT}")
