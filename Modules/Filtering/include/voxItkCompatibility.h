// SPDX-License-Identifier: Apache-2.0
#ifndef voxItkCompatibility_h
#define voxItkCompatibility_h

#include <itkMacro.h>
#include <itkVersion.h>

// What differs between the releases of ITK that this module builds with, 5.2 to 5.4; nothing else asks for a version.

#if ITK_VERSION_MAJOR < 5 || (ITK_VERSION_MAJOR == 5 && ITK_VERSION_MINOR < 2)
#error "Voxtome's filters need ITK 5.2 or newer"
#endif

/** itkNewMacro, which ends in a declaration or in nothing: a semicolon after nothing is one too many. */
#if ITK_VERSION_MAJOR == 5 && !defined(ITK_FUTURE_LEGACY_REMOVE)
#define VOX_ITK_NEW(thisClass) itkNewMacro(thisClass) static_assert(true, "")
#else
#define VOX_ITK_NEW(thisClass) itkNewMacro(thisClass)
#endif

/** GetNameOfClass: 5.4 has a macro with `override`, the one before became deprecated. */
#if ITK_VERSION_MAJOR > 5 || ITK_VERSION_MINOR >= 4
#define VOX_ITK_NAME_OF_CLASS(thisClass, superclass) itkOverrideGetNameOfClassMacro(thisClass)
#else
#define VOX_ITK_NAME_OF_CLASS(thisClass, superclass) itkTypeMacro(thisClass, superclass)
#endif

/** VerifyPreconditions and VerifyInputInformation are const unless ITK was built as its release 4. */
#if ITK_VERSION_MAJOR == 5
#define VOX_ITK_CONST ITKv5_CONST
#else
#define VOX_ITK_CONST const
#endif

#endif
