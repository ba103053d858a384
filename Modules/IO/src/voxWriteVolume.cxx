// SPDX-License-Identifier: Apache-2.0
#include "voxWriteVolume.h"

#include "voxAtomicFile.h"
#include "voxEncodePng.h"
#include "voxError.h"
#include "voxFileCheck.h"
#include "voxFileEncoding.h"
#include "voxItkImageIO.h"
#include "voxLabelFile.h"
#include "voxNiftiWriter.h"
#include "voxNrrdWriter.h"
#include "voxTensorMemory.h"

#include <itkMetaDataObject.h>

#include <algorithm>
#include <memory>

namespace vox
{
namespace
{

using Component = itk::CommonEnums::IOComponent;
using Pixel = itk::CommonEnums::IOPixel;

/** [C, D, H, W] as [D, H, W, C] without gaps, the order of files. */
at::Tensor
ComponentsLast(const at::Tensor & voxels)
{
  return Contiguous(TensorOver(voxels.const_data_ptr(),
                               std::array{voxels.size(1), voxels.size(2), voxels.size(3), voxels.size(0)},
                               std::array{voxels.stride(1), voxels.stride(2), voxels.stride(3), voxels.stride(0)},
                               voxels.scalar_type(), std::make_shared<const at::Tensor>(voxels)));
}

/** Volumes go into one file, pictures hold one slice, and JPEG would change the labels. */
ImageFormat
WritableFormat(const std::filesystem::path & path, const ImageGeometry & geometry)
{
  const ImageFormat format = RequireFormat(path);
  const std::string extension = path.extension().string();
  if (format == ImageFormat::Jpeg || format == ImageFormat::Mgh || extension == ".mhd" || extension == ".nhdr" ||
      extension == ".hdr")
  {
    Fail(ErrorKind::BadInput, "{}: {} is read but not written; choose .nii.gz, .nrrd, .mha or .png", path.string(),
         extension);
  }
  if (IsPicture(format) && geometry.size.z != 1)
  {
    Fail(ErrorKind::BadInput,
         "{}: found a volume of {} slices, expected one in a {} file; choose .nii.gz, .nrrd or .mha", path.string(),
         geometry.size.z, NameOfFormat(format));
  }
  return format;
}

int
NiftiType(Component component)
{
  switch (component)
  {
  case Component::UCHAR:
    return 2;
  case Component::SHORT:
    return 4;
  case Component::INT:
    return 8;
  case Component::USHORT:
    return 512;
  default:
    return 16;
  }
}

/** Writes [C, D, H, W] in pieces that are converted as they are needed. */
void
WriteAsNifti(const std::filesystem::path & path, const Volume & volume, const Encoding & encoding,
             const std::string & extension = {})
{
  AtomicFile file(path);
  const at::Tensor voxels = Contiguous(volume.voxels);
  const auto fill = [&](std::span<std::byte> piece, std::uint64_t first) {
    WithNumberType(encoding.scalar, [&]<typename TTo>(TTo) {
      WithNumberType(voxels.scalar_type(), [&]<typename TFrom>(TFrom) {
        const TFrom * from = ValuesOf<TFrom>(voxels) + first / sizeof(TTo);
        std::transform(from, from + piece.size() / sizeof(TTo), reinterpret_cast<TTo *>(piece.data()),
                       [](TFrom value) { return static_cast<TTo>(value); });
      });
    });
  };
  const std::string ending = path.extension().string();
  const bool compress = ending == ".gz" || ending == ".GZ";
  WriteNifti(file.TemporaryPath(), {volume.geometry, voxels.size(0), NiftiType(encoding.component), extension, fill},
             compress, path);
  file.Commit();
}

/** Writes voxels that lie in file order: component, x, y, z, from fast to slow. */
void
WriteVoxels(const std::filesystem::path & path, ImageFormat format, const ImageGeometry & geometry,
            unsigned int components, Component component, const at::Tensor & voxels, const HeaderKeys & keys = {})
{
  AtomicFile file(path);
  const QuietItk quiet;
  try
  {
    const itk::ImageIOBase::Pointer io = MakeImageIO(format);
    SetGeometry(*io, geometry, IsPicture(format) ? 2 : 3);
    io->SetFileName(file.TemporaryPath().string());
    io->SetComponentType(component);
    io->SetNumberOfComponents(components);
    io->SetPixelType(components == 1 ? Pixel::SCALAR : IsPicture(format) ? Pixel::RGB : Pixel::VECTOR);
    io->SetUseCompression(true);
    for (const auto & [key, value] : keys)
    {
      itk::EncapsulateMetaData<std::string>(io->GetMetaDataDictionary(), key, value);
    }
    SelectWholeImage(*io);
    io->WriteImageInformation();
    io->Write(voxels.const_data_ptr());
  }
  catch (const itk::ExceptionObject & error)
  {
    Fail(ErrorKind::Resource, "{}: cannot be written ({}); is the disk full?", path.string(), OneLine(error));
  }
  // ITK does not notice a full disk in every format.
  try
  {
    CheckFile(file.TemporaryPath(), format, CheckDepth::Data);
  }
  catch (const Error &)
  {
    Fail(ErrorKind::Resource, "{}: was not written whole; is the disk full?", path.string());
  }
  file.Commit();
}

/** Layers of labels as a list at each voxel. */
void
WriteAsNrrd(const std::filesystem::path & path, const Volume & labels, const Encoding & encoding,
            const HeaderKeys & keys)
{
  AtomicFile file(path);
  const at::Tensor voxels = Encoded(ComponentsLast(labels.voxels), encoding.scalar);
  const std::span<const std::byte> bytes(static_cast<const std::byte *>(voxels.const_data_ptr()), voxels.nbytes());
  const std::string type = encoding.scalar == at::kByte ? "uint8" : encoding.scalar == at::kUInt16 ? "uint16" : "int32";
  WriteNrrd(file.TemporaryPath(), {labels.geometry, type, labels.voxels.size(0), keys, bytes}, path);
  file.Commit();
}

} // namespace

void
WriteLabels(const std::filesystem::path & path, const Volume & labels, const LabelNotes & notes)
{
  const ImageFormat format = WritableFormat(path, labels.geometry);
  const Volume whole{Contiguous(labels.voxels), labels.geometry};
  const Encoding encoding = LabelEncoding(path, format, whole.voxels);
  if (format == ImageFormat::Nifti)
  {
    return WriteAsNifti(path, whole, encoding, notes.niftiExtension);
  }
  if (format == ImageFormat::Nrrd)
  {
    return WriteAsNrrd(path, whole, encoding, notes.keys);
  }
  WriteVoxels(path, format, whole.geometry, 1, encoding.component, Encoded(whole.voxels, encoding.scalar), notes.keys);
}

void
WriteLabelMap(const std::filesystem::path & path, const Volume & labels)
{
  if (labels.voxels.dim() != 4 || labels.voxels.size(0) != 1 || !at::isIntegralType(labels.voxels.scalar_type(), true))
  {
    Fail(ErrorKind::Internal, "{}: found labels of shape [{}] and type {}, expected [1, D, H, W] of whole numbers",
         path.string(), fmt::join(labels.voxels.sizes(), ", "), at::toString(labels.voxels.scalar_type()));
  }
  WriteLabels(path, labels, {});
}

void
WriteImage(const std::filesystem::path & path, const Volume & image)
{
  if (image.voxels.dim() != 4 || image.voxels.scalar_type() != at::kFloat)
  {
    Fail(ErrorKind::Internal, "{}: found an image of shape [{}] and type {}, expected float32 [C, D, H, W]",
         path.string(), fmt::join(image.voxels.sizes(), ", "), at::toString(image.voxels.scalar_type()));
  }
  const ImageFormat format = WritableFormat(path, image.geometry);
  if (IsPicture(format))
  {
    Fail(ErrorKind::BadInput, "{}: {} holds no 32-bit floating point; choose .nii.gz, .nrrd or .mha", path.string(),
         NameOfFormat(format));
  }
  const at::Tensor voxels = Contiguous(image.voxels);
  const Encoding encoding = ImageEncoding(voxels);
  if (format == ImageFormat::Nifti)
  {
    return WriteAsNifti(path, {voxels, image.geometry}, encoding);
  }
  WriteVoxels(path, format, image.geometry, static_cast<unsigned int>(image.voxels.size(0)), encoding.component,
              Encoded(ComponentsLast(voxels), encoding.scalar));
}

void
WritePicture(const std::filesystem::path & path, const at::Tensor & rgb)
{
  if (RequireFormat(path) != ImageFormat::Png)
  {
    Fail(ErrorKind::BadInput, "{}: pictures are written as PNG; give the name the ending .png", path.string());
  }
  WriteTextFile(path, EncodePng(rgb));
}

} // namespace vox
