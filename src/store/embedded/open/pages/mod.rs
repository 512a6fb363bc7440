//! The pages of a file, read without LMDB.
//!
//! LMDB trusts a file: a page that is missing, or that another one's bytes are in, ends the process.
//! So a file that may not be whole is read here first, with every number checked.

mod tree;
mod verify;

use std::fs::File;
use std::io;

pub(crate) use self::tree::Tree;
pub(crate) use self::verify::Damage;
use self::verify::{Visit, damage};

/// Bytes of the head of a page.
const HEAD: usize = 16;
/// Pages at the head of the file that hold nothing but its state.
const META_PAGES: u64 = 2;
const MAGIC: u32 = 0xbeef_c0de;
/// Bytes of a page, at least and at most.
const PAGE_SIZES: std::ops::RangeInclusive<u32> = 512..=65_536;

/// One state of a file: that of a transaction that is open, so that its pages stay as they are.
pub(crate) struct Pages {
    file: File,
    page_size: usize,
    /// Pages of the state, some of which may lie behind the end of the file.
    count: u64,
    /// Whole pages in the file.
    present: u64,
    free: Tree,
    main: Tree,
}

impl Pages {
    /// The state of a transaction; none if its page was written over, because the state is old.
    pub(super) fn of_transaction(file: File, id: u64, page_size: u32) -> Result<Option<Self>, Damage> {
        if !PAGE_SIZES.contains(&page_size) {
            return Err(damage("its head makes no sense"));
        }
        let mut meta = [0; HEAD + 136];
        read_at(&file, &mut meta, (id & 1) * u64::from(page_size))?;
        let meta = &meta[HEAD..];
        if number::<4>(meta, 0)? != u64::from(MAGIC) {
            return Err(damage("its head makes no sense"));
        }
        if number::<8>(meta, 128)? != id {
            return Ok(None);
        }
        let present = file.metadata()?.len() / u64::from(page_size);
        let count = number::<8>(meta, 120)?.saturating_add(1);
        let free = Tree::parse(meta.get(24..72).unwrap_or_default())?;
        let main = Tree::parse(meta.get(72..120).unwrap_or_default())?;
        Ok(Some(Self { file, page_size: page_size as usize, count, present, free, main }))
    }

    /// The table of a name.
    pub(super) fn table(&self, name: &str) -> Result<Option<Tree>, Damage> {
        Ok(self.tables()?.into_iter().find(|(own, _)| own == name.as_bytes()).map(|(_, tree)| tree))
    }

    /// The value of a key of a small table.
    pub(super) fn value(&self, table: &Tree, key: &[u8]) -> Result<Option<Vec<u8>>, Damage> {
        let mut found = None;
        table.walk(self, &mut Visit::partial(), &mut |own, value| {
            if own == key {
                found = Some(value.bytes(self)?);
            }
            Ok(())
        })?;
        Ok(found)
    }

    fn tables(&self) -> Result<Vec<(Vec<u8>, Tree)>, Damage> {
        let mut tables = Vec::new();
        self.main.walk(self, &mut Visit::partial(), &mut |name, value| {
            tables.push((name.to_vec(), value.table()?));
            Ok(())
        })?;
        Ok(tables)
    }

    /// The bytes of `pages` pages from `number` on.
    fn read(&self, number: u64, pages: u64) -> Result<Vec<u8>, Damage> {
        let end = number.checked_add(pages).ok_or_else(|| damage("a page has no place in it"))?;
        if number < META_PAGES || end > self.count {
            return Err(damage("a page has no place in it"));
        }
        if end > self.present {
            return Err(damage("it is shorter than it says, so pages of it are lost"));
        }
        // It fits: the pages are in the file.
        let mut bytes = vec![0; usize::try_from(pages).unwrap_or(usize::MAX).saturating_mul(self.page_size)];
        read_at(&self.file, &mut bytes, number * self.page_size as u64)?;
        if self::number::<8>(&bytes, 0)? != number {
            return Err(damage("a page is not the one that it should be"));
        }
        Ok(bytes)
    }
}

/// The little-endian or native number at a place: LMDB writes numbers as the machine has them.
fn number<const N: usize>(bytes: &[u8], at: usize) -> Result<u64, Damage> {
    let slice = bytes.get(at..at + N).ok_or_else(|| damage("a page ends too early"))?;
    let mut wide = [0; 8];
    if cfg!(target_endian = "little") {
        wide[..N].copy_from_slice(slice);
    } else {
        wide[8 - N..].copy_from_slice(slice);
    }
    Ok(u64::from_ne_bytes(wide))
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, offset)
}

#[cfg(windows)]
fn read_at(file: &File, mut bytes: &mut [u8], mut offset: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, bytes, offset)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => {
                bytes = &mut bytes[read..];
                offset += read as u64;
            }
        }
    }
    Ok(())
}
