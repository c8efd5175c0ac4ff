//! What the editor of the text knows: what may stand at the cursor, what a field is, where one is.

pub mod cursor;
pub mod known;
pub mod nearest;
pub mod offers;
pub mod places;
pub mod roots;
