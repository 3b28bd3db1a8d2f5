//! The service, over real connections, with a classifier that is made up: what it says follows from a picture's first pixel.
mod hostile;
mod made;
mod pages;
mod under_load;
