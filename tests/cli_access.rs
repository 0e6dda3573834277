//! `koffset access`, and what is said where rights are lacking, on a broker with an authorizer.

mod checks;
mod recipes;
