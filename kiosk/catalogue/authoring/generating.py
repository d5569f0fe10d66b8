"""Catalogues as large as a county's, a city's or a province's, to try terminals and searches with.

The items are made up of real words of real offices; their forms, guides and texts are those of the
starter catalogue's items in turn. The same number of items is the same catalogue, to the byte.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from itertools import count, islice, product
from pathlib import Path
from typing import Any

from kiosk.catalogue.loader import LISTS, item_folders

_THINGS = (
    "水产养殖证 动物诊疗许可证 种子经营许可证 渔业捕捞证 林木采伐证 木材运输证 "
    "取水许可证 排污许可证 道路运输证 出租车证 驾驶员从业证 船员证 导游证 演出许可证 "
    "网吧经营证 出版物经营证 印刷经营证 食品生产证 食品经营证 药品经营证 医疗器械备案 "
    "执业医师证 执业护士证 乡村医生证 母婴保健证 放射诊疗证 卫生许可证 消防审查 "
    "施工许可证 房屋预售证 物业备案 测绘资质 规划许可证 用地许可证 采矿证 探矿证 "
    "爆破作业证 烟花经营证 危化品经营证 特种设备证 计量检定 商标注册 广告登记 外贸备案 "
    "成品油经营证 拍卖备案 典当许可证 融资担保 保安证 刻章备案 养犬证 边境证 护照 "
    "港澳通行证 台湾通行证 机动车登记 驾驶证 电动车牌照 摩托车检验 公租房 经济适用房 "
    "棚户区改造 住房补贴 危房改造 宅基地审批 土地承包 退耕还林 粮食直补 良种补贴 "
    "农业保险 生猪保险 沼气建设 饮水工程 小额贷款 创业担保 技能培训 职业资格 教师资格 "
    "普通话证 学历认证 学籍转移 幼儿园登记 民办学校 留学认证 慈善组织 社会团体 志愿者 "
    "宗教活动 墓地 地名 收养 福利院 孤儿津贴 军属优待 退役安置 烈士抚恤 工伤认定 "
    "劳动仲裁 集体合同 农民工工资 退休审批 企业年金 异地安置 生育津贴 门诊慢病 "
    "大病救助 献血 疫苗接种 健康证 光荣证 公证 司法鉴定 律所 仲裁"
)
_DOINGS = (
    "核发 变更 延续 补办 注销 年检 审核 备案 登记 申请 查询 预约 转移 恢复 暂停 "
    "复核 换发 撤销 公示 确认"
)
_PLACES = (
    "个人 企业 农户 合作社 村集体 外来人员 残疾人 老年人 学生 军人 城镇 农村 山区 "
    "园区 跨省 省内 市级 县级 乡镇 首次 二次 临时 长期 短期 网上 紧急 批量 联合 "
    "简易 特殊 普通 重点 小型 大型 新建 改建 扩建 季节性 试点 国有 民营 外资 "
    "港资 台资 家庭 团体 委托 本人 分支机构 总部"
)
_SAID = {"核发": "办", "补办": "丢了", "注销": "不要了", "变更": "改", "延续": "到期", "查询": "查"}


def generate(folder: Path, items: int, starter: Path) -> None:
    """Write a catalogue.

    Args:
        folder: to be made.
        items: how many; the starter catalogue's are the first.
        starter: the catalogue whose items are taken in turn.
    """
    folder.mkdir(parents=True)
    own = [Path(str(entry)) for entry in item_folders(starter)]
    shutil.copy(starter / "home.json", folder)
    shutil.copytree(starter / LISTS, folder / LISTS)
    for entry in own[:items]:
        shutil.copytree(entry, folder / entry.name, copy_function=os.link)
    for number, (item, guide) in enumerate(generated(starter, items - len(own))):
        source = own[number % len(own)]
        target = folder / item["id"]
        target.mkdir()
        (target / "item.json").write_text(json.dumps(item, ensure_ascii=False), "utf-8")
        (target / "guide.json").write_text(json.dumps(guide, ensure_ascii=False), "utf-8")
        for file in source.iterdir():
            if file.suffix != ".xlsx" and file.name not in {"item.json", "guide.json"}:
                os.link(file, target / file.name)  # a thousand items have few forms


def generated(starter: Path, items: int) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Items and guides as their files hold them.

    Args:
        starter: the catalogue whose items are taken in turn.
        items: how many.
    """
    models = [
        tuple(json.loads((entry / name).read_bytes()) for name in ("item.json", "guide.json"))
        for entry in item_folders(starter)
    ]
    words = product(["", *_PLACES.split()], _DOINGS.split(), _THINGS.split())
    for number, (place, doing, thing) in zip(count(), islice(words, max(0, items)), strict=False):
        item, guide = models[number % len(models)]
        yield (
            _item(item, number, place, doing, thing),
            {**guide, "summary": _both(f"{place}{thing}{doing}，在这里填一张表，不用跑第二趟。")},
        )


def _item(model: dict[str, Any], number: int, place: str, doing: str, thing: str) -> dict[str, Any]:
    name = f"{place}{thing}{doing}"
    aliases = [
        f"{thing}{doing}",
        f"{doing}{thing}",
        f"{place}{thing}怎么办",
        f"{thing}{_SAID.get(doing, doing)}",
        f"我的{thing}",
        f"{place}{thing}手续",
        f"service {number}",
    ]
    return {
        **model,
        "id": f"G{number:06}",
        "item_code": f"11{number:010}000G2{number:09}000",
        "name": _both(name),
        "short_name": _both(thing[:6]),
        "aliases": list(dict.fromkeys(aliases)),
    }


def _both(text: str) -> dict[str, str]:
    return {"zh_CN": text, "en": f"Service “{text}”"}
