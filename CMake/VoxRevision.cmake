# Run at each build: writes a source file with the commit of the sources, only when it changes. No time, no name and no
# path goes in, so that the same sources build the same program.
#   cmake -D SOURCE=<folder of the sources> -D OUTPUT=<file.cxx> -P VoxRevision.cmake
cmake_minimum_required(VERSION 3.25)
find_program(git git)
set(revision unknown)
# A folder of git above, which is another project's, does not count.
if(git AND EXISTS "${SOURCE}/.git")
  execute_process(
    COMMAND "${git}" --no-optional-locks -C "${SOURCE}" describe --always --dirty --abbrev=12 --exclude=*
    OUTPUT_VARIABLE found OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE failed ERROR_QUIET)
  if(NOT failed)
    set(revision "${found}")
  endif()
endif()
file(CONFIGURE OUTPUT "${OUTPUT}" CONTENT "#include \"voxRevision.h\"

std::string_view
vox::SourceRevision()
{
  return \"@revision@\";
}
" @ONLY)
