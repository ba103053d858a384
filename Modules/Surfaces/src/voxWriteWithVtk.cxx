// SPDX-License-Identifier: Apache-2.0
#include "voxAtomicFile.h"
#include "voxError.h"
#include "voxPolyData.h"
#include "voxSurfaceFormats.h"

#include <vtkAppendPolyData.h>
#include <vtkDoubleArray.h>
#include <vtkFieldData.h>
#include <vtkIntArray.h>
#include <vtkNew.h>
#include <vtkPLYWriter.h>
#include <vtkPointData.h>
#include <vtkSTLWriter.h>
#include <vtkStringArray.h>
#include <vtkUnsignedCharArray.h>
#include <vtkXMLPolyDataWriter.h>

#include <limits>

namespace vox
{
namespace
{

constexpr const char * kColors = "color";

/** All surfaces as one, each point with the color, the number (from 1) and the value of its structure. */
vtkSmartPointer<vtkPolyData>
Joined(const SurfaceFile & file)
{
  vtkNew<vtkAppendPolyData> append;
  vtkNew<vtkUnsignedCharArray> colors;
  colors->SetName(kColors);
  colors->SetNumberOfComponents(3);
  vtkNew<vtkIntArray> numbers;
  numbers->SetName("structure");
  vtkNew<vtkDoubleArray> values;
  values->SetName(file.valueName.c_str());
  vtkNew<vtkStringArray> names;
  names->SetName("structures");
  bool hasValues = false;
  for (std::size_t s = 0; s < file.surfaces.size(); ++s)
  {
    const Surface & surface = file.surfaces[s];
    append->AddInputData(PolyDataOf(surface));
    names->InsertNextValue(surface.name);
    hasValues = hasValues || !surface.values.empty();
    for (std::size_t i = 0; i < surface.points.size(); ++i)
    {
      colors->InsertNextTypedTuple(surface.color.data());
      numbers->InsertNextValue(static_cast<int>(s) + 1);
      values->InsertNextValue(surface.values.empty() ? std::numeric_limits<double>::quiet_NaN() : surface.values[i]);
    }
  }
  append->SetOutputPointsPrecision(vtkAlgorithm::DOUBLE_PRECISION);
  append->Update();
  vtkSmartPointer<vtkPolyData> joined = append->GetOutput();
  joined->GetPointData()->AddArray(numbers);
  joined->GetPointData()->SetScalars(colors);
  if (hasValues)
  {
    joined->GetPointData()->AddArray(values);
  }
  joined->GetFieldData()->AddArray(names);
  return joined;
}

template <typename TWriter>
void
Write(TWriter & writer, const std::filesystem::path & path, vtkPolyData * data)
{
  AtomicFile file(path);
  writer.SetInputData(data);
  writer.SetFileName(file.TemporaryPath().c_str());
  if (writer.Write() == 0)
  {
    Fail(ErrorKind::Resource, "{}: cannot be written; check the space of its disk", path.string());
  }
  file.Commit();
}

} // namespace

void
WriteStl(const std::filesystem::path & path, const SurfaceFile & file)
{
  vtkNew<vtkSTLWriter> writer;
  writer->SetFileTypeToBinary();
  writer->SetHeader(("Voxtome SPACE=" + file.space + " UNIT=mm").c_str());
  Write(*writer, path, Joined(file));
}

void
WritePly(const std::filesystem::path & path, const SurfaceFile & file)
{
  vtkNew<vtkPLYWriter> writer;
  writer->SetFileTypeToBinary();
  writer->SetArrayName(kColors);
  writer->SetColorModeToDefault();
  writer->AddComment("SPACE=" + file.space);
  writer->AddComment("UNIT=mm");
  Write(*writer, path, Joined(file));
}

void
WriteVtp(const std::filesystem::path & path, const SurfaceFile & file)
{
  const vtkSmartPointer<vtkPolyData> data = Joined(file);
  vtkNew<vtkStringArray> space;
  space->SetName("SPACE");
  space->InsertNextValue(file.space);
  data->GetFieldData()->AddArray(space);
  vtkNew<vtkXMLPolyDataWriter> writer;
  writer->SetDataModeToAppended();
  writer->EncodeAppendedDataOff();
  Write(*writer, path, data);
}

} // namespace vox
