//! Reads the pages of a file without LMDB.
//!
//! LMDB trusts its file: a page that is missing, or that has the bytes of another page, crashes the process. So this
//! module reads a file that may be damaged first, and checks every number in it.

mod tree;
mod verify;

use std::fs::File;
use std::io;

pub(crate) use self::tree::PageTree;
pub(crate) use self::verify::Damage;
use self::verify::{Visit, damage};

/// Bytes of a page header.
const HEAD: usize = 16;
/// The meta pages at the start of the file.
const META_PAGES: u64 = 2;
const MAGIC: u32 = 0xbeef_c0de;
/// The page sizes of LMDB.
const PAGE_SIZES: std::ops::RangeInclusive<u32> = 512..=65_536;

/// The state of a file that an open transaction sees. LMDB does not change its pages.
pub(crate) struct Pages {
    file: File,
    page_size: usize,
    /// Pages of the state. Some may lie behind the end of the file.
    count: u64,
    /// Complete pages in the file.
    present: u64,
    free: PageTree,
    main: PageTree,
}

impl Pages {
    /// The state of a transaction; `None` if later commits have overwritten its meta page.
    pub(super) fn of_transaction(file: File, id: u64, page_size: u32) -> Result<Option<Self>, Damage> {
        if !PAGE_SIZES.contains(&page_size) {
            return Err(damage("its meta page is invalid"));
        }
        let mut meta = [0; HEAD + 136];
        read_at(&file, &mut meta, (id & 1) * u64::from(page_size))?;
        let meta = &meta[HEAD..];
        if number::<4>(meta, 0)? != u64::from(MAGIC) {
            return Err(damage("its meta page is invalid"));
        }
        if number::<8>(meta, 128)? != id {
            return Ok(None);
        }
        let present = file.metadata()?.len() / u64::from(page_size);
        let count = number::<8>(meta, 120)?.saturating_add(1);
        let free = PageTree::parse(meta.get(24..72).unwrap_or_default())?;
        let main = PageTree::parse(meta.get(72..120).unwrap_or_default())?;
        Ok(Some(Self { file, page_size: page_size as usize, count, present, free, main }))
    }

    /// The table with a name.
    pub(super) fn table(&self, name: &str) -> Result<Option<PageTree>, Damage> {
        Ok(self.tables()?.into_iter().find(|(own, _)| own == name.as_bytes()).map(|(_, tree)| tree))
    }

    /// The value of a key, found by reading the whole table.
    pub(super) fn value(&self, table: &PageTree, key: &[u8]) -> Result<Option<Vec<u8>>, Damage> {
        let mut found = None;
        table.walk(self, &mut Visit::partial(), &mut |own, value| {
            if own == key {
                found = Some(value.bytes(self)?);
            }
            Ok(())
        })?;
        Ok(found)
    }

    fn tables(&self) -> Result<Vec<(Vec<u8>, PageTree)>, Damage> {
        let mut tables = Vec::new();
        self.main.walk(self, &mut Visit::partial(), &mut |name, value| {
            tables.push((name.to_vec(), value.table()?));
            Ok(())
        })?;
        Ok(tables)
    }

    /// The bytes of `pages` pages, beginning with page `number`.
    fn read(&self, number: u64, pages: u64) -> Result<Vec<u8>, Damage> {
        let end = number.checked_add(pages).ok_or_else(|| damage("a page number is out of range"))?;
        if number < META_PAGES || end > self.count {
            return Err(damage("a page number is out of range"));
        }
        if end > self.present {
            return Err(damage("it is shorter than its meta page says, so pages are lost"));
        }
        // The pages are in the file, so their size fits in memory.
        let mut bytes = vec![0; usize::try_from(pages).unwrap_or(usize::MAX).saturating_mul(self.page_size)];
        read_at(&self.file, &mut bytes, number * self.page_size as u64)?;
        if self::number::<8>(&bytes, 0)? != number {
            return Err(damage("a page has the bytes of another page"));
        }
        Ok(bytes)
    }
}

/// Reads a number in the byte order of the machine, as LMDB writes it.
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
