"""Views as documents: reports of pages (PDF) and slides (PPTX)."""
